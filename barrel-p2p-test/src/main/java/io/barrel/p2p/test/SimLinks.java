package io.barrel.p2p.test;

import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.membership.MembershipInput.Loss;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.List;

/** The life of links: they are dialled, carry messages, fall silent, idle and end; each end learns of it in its time. */
final class SimLinks {

    private final SimNetwork network;
    private final SimPaths paths;
    private final SimTimes times;

    SimLinks(SimNetwork network, SimPaths paths, SimTimes times) {
        this.network = network;
        this.paths = paths;
        this.times = times;
    }

    void send(SimNode from, NodeId to, NodeMessage message) {
        SimLink link = from.link(to);
        if (link == null || link.isCut() || link.isMute(from)) {
            return;
        }
        SimNode receiver = link.other(from);
        link.used(from, network.now());
        network.traffic().sent(message);
        long way = paths.way(from, receiver);
        long late = paths.repeats(from, receiver);
        if (late > times.detectionMax()) {
            lose(link);
            return;
        }
        long time = network.now() + way + late;
        if (paths.reorders()) {
            deliver(link, receiver, message, time + late + paths.way(from, receiver));
        } else {
            deliver(link, receiver, message, link.arrival(receiver, time));
        }
        if (paths.duplicates()) {
            deliver(link, receiver, message, time + paths.way(from, receiver));
        }
    }

    private void deliver(SimLink link, SimNode receiver, NodeMessage message, long time) {
        int epoch = link.epoch();
        network.at(time, () -> {
            if (!link.isCut() && link.epoch() == epoch) {
                network.reach(receiver, () -> receive(link, receiver, message));
            }
        });
    }

    private void receive(SimLink link, SimNode receiver, NodeMessage message) {
        SimNode from = link.other(receiver);
        if (receiver.link(from.id()) == link) {
            link.used(receiver, network.now());
            network.received(receiver, from, message);
        }
    }

    void connect(SimNode node, Peer peer) {
        SimNode to = network.find(peer.node());
        if (to == null) {
            network.after(dialTimeout(), () -> network.reach(node, () -> connectFailed(node, peer.node())));
        } else if (node.link(peer.node()) != null) {
            network.after(0, () -> network.reach(node, () -> report(node, to)));
        } else if (node.beginDial(peer.node())) {
            int incarnation = node.incarnation();
            dial(node, to, () -> {
                if (node.isUp(incarnation)) {
                    node.endDial(to.id());
                    report(node, to);
                }
            });
        }
    }

    /** The outcome of a Connect: the link there is, whoever dialled it, or none. */
    private void report(SimNode node, SimNode to) {
        if (node.link(to.id()) != null) {
            network.linked(node, to);
        } else {
            connectFailed(node, to.id());
        }
    }

    private void connectFailed(SimNode node, NodeId to) {
        network.input(node, new MembershipInput.ConnectFailed(to, node.book().node(to)));
    }

    /** Joins the overlay through the first contact that can be linked to. */
    void seek(SimNode node, List<SimNode> choice, int next) {
        int incarnation = node.incarnation();
        if (next >= choice.size()) {
            network.after(
                    10,
                    () -> network.reach(node, () -> {
                        if (node.isUp(incarnation)) {
                            network.input(node, new MembershipInput.NoContact());
                        }
                    }));
            return;
        }
        SimNode contact = choice.get(next);
        boolean linked = node.link(contact.id()) != null;
        dial(node, contact, () -> {
            if (!node.isUp(incarnation)) {
                return;
            }
            if (node.link(contact.id()) == null) {
                seek(node, choice, next + 1);
                return;
            }
            if (!linked) {
                network.linked(node, contact);
            }
            joinThrough(node, contact);
        });
    }

    private void joinThrough(SimNode node, SimNode contact) {
        node.met(contact.id());
        network.input(node, new MembershipInput.ContactReached(contact.peer()));
    }

    /** Joins through the first contact that was never reached and is not known; nothing is told if there is none. */
    void seekStranger(SimNode node, List<SimNode> choice) {
        for (SimNode contact : choice) {
            if (!node.hasMet(contact.id())) {
                int incarnation = node.incarnation();
                dial(node, contact, () -> {
                    if (node.isUp(incarnation) && node.link(contact.id()) != null) {
                        network.linked(node, contact);
                        joinThrough(node, contact);
                    }
                });
                return;
            }
        }
    }

    /** Three ways there and back, then there is a link; or a longer wait, and there is none. */
    private void dial(SimNode node, SimNode to, Runnable then) {
        int incarnation = node.incarnation();
        int pauses = node.inbox().pauses();
        long due = flight(node, to) + flight(to, node) + flight(node, to);
        network.after(
                due,
                () -> network.reach(node, () -> {
                    if (!node.isUp(incarnation)) {
                        return;
                    }
                    if (node.inbox().pauses() != pauses) {
                        dial(node, to, then); // What the peer answered meanwhile is too old.
                        return;
                    }
                    if (node.link(to.id()) == null
                            && to.answers()
                            && paths.connects(node, to)
                            && !refuses(node, to)
                            && due < times.dialTimeoutMax()) {
                        establish(node, to);
                    }
                    if (node.link(to.id()) != null) {
                        then.run();
                    } else {
                        network.after(dialTimeout(), () -> network.reach(node, then));
                    }
                }));
    }

    /** Whether a revocation bars one of two nodes at the other: the handshake fails. */
    private static boolean refuses(SimNode one, SimNode other) {
        return one.book().node(other.id()) || other.book().node(one.id());
    }

    /** A node is revoked at another, which ends its link. */
    void expel(SimNode node, NodeId revoked) {
        SimLink link = node.link(revoked);
        if (link != null && node.book().node(revoked)) {
            node.detach(link);
            MembershipInput refused = new MembershipInput.LinkLost(revoked, Loss.REJECTED);
            network.after(0, () -> network.reach(node, () -> network.input(node, refused)));
            close(link, link.other(node), Loss.REJECTED);
        }
    }

    private long flight(SimNode from, SimNode to) {
        return paths.way(from, to) + paths.repeats(from, to);
    }

    private long dialTimeout() {
        return network.between(times.dialTimeoutMin(), times.dialTimeoutMax());
    }

    private void establish(SimNode node, SimNode to) {
        SimLink link = new SimLink(node, to, network.now());
        node.attach(link);
        SimLink stale = to.attach(link);
        boolean fresh = true;
        if (stale != null) {
            stale.cut();
            fresh = !stale.isOf(node, node.incarnation());
            if (fresh) {
                network.reach(to, () -> network.restarted(to, node));
            } else {
                network.reach(to, () -> network.relinked(to, node));
            }
        }
        if (fresh) {
            long arrival = link.arrival(to, network.now() + paths.way(node, to));
            network.at(
                    arrival,
                    () -> network.reach(to, () -> {
                        if (to.link(node.id()) == link) {
                            network.linked(to, node);
                        }
                    }));
        }
        network.after(times.idle(), () -> checkIdle(link));
    }

    private void checkIdle(SimLink link) {
        SimNode one = link.dialler();
        SimNode two = link.listener();
        if (link.isCut() || one.link(two.id()) != link || two.link(one.id()) != link) {
            return;
        }
        boolean kept = one.hasActive(two.id()) || two.hasActive(one.id());
        for (SimNode end : List.of(one, two)) {
            if (!kept && end.answers() && network.now() - link.lastUsed(end) >= times.idle()) {
                hangUp(link, end);
                return;
            }
        }
        network.after(times.idle(), () -> checkIdle(link));
    }

    private void hangUp(SimLink link, SimNode end) {
        SimNode other = link.other(end);
        end.detach(link);
        network.reach(end, () -> network.input(end, new MembershipInput.LinkLost(other.id(), Loss.IDLE)));
        close(link, other, Loss.IDLE);
    }

    /** Links to a node to see that it lives, and hangs up if nothing else wants the link. */
    void probe(SimNode node, NodeId peer) {
        SimNode to = network.find(peer);
        int incarnation = node.incarnation();
        Runnable ended = () -> {
            if (node.isUp(incarnation)) {
                probed(node, peer);
            }
        };
        if (to == null) {
            network.after(dialTimeout(), () -> network.reach(node, ended));
        } else if (node.link(peer) != null) {
            network.after(0, () -> network.reach(node, ended));
        } else {
            dial(node, to, ended);
        }
    }

    private void probed(SimNode node, NodeId peer) {
        SimLink link = node.link(peer);
        if (link != null) {
            network.linked(node, link.other(node));
        }
        network.probed(node, peer, link != null);
        if (link != null && node.link(peer) == link && !node.hasActive(peer)) {
            hangUp(link, node);
        }
    }

    /** One end closed the link in order: the other learns of it behind what was sent before. */
    void close(SimLink link, SimNode other, Loss loss) {
        long arrival = link.arrival(other, network.now() + paths.way(link.other(other), other));
        network.at(arrival, () -> {
            link.cut();
            network.reach(other, () -> notice(link, other, loss));
        });
    }

    /** A link is dead from now on; each end that lives notices in its own time. */
    void lose(SimLink link) {
        link.cut();
        for (SimNode end : List.of(link.dialler(), link.listener())) {
            network.after(detection(), () -> network.reach(end, () -> notice(link, end, Loss.FAILED)));
        }
    }

    /** What one end sends is lost from now on: the other hears nothing, ends the link, and is heard doing so. */
    void mute(SimLink link, SimNode sender) {
        SimNode hearer = link.other(sender);
        link.mute(sender);
        network.after(
                detection(),
                () -> network.reach(hearer, () -> {
                    if (notice(link, hearer, Loss.FAILED)) {
                        close(link, sender, Loss.FAILED);
                    }
                }));
    }

    /** One end is stopped: the other, unless it is stopped itself, notices the silence, and the stopped one that later. */
    void watchSilence(SimLink link, SimNode stopped) {
        SimNode watcher = link.other(stopped);
        int pauses = stopped.inbox().pauses();
        network.after(detection(), () -> {
            boolean silent = stopped.inbox().isPaused() && stopped.inbox().pauses() == pauses;
            if (silent && watcher.answers() && !link.isCut()) {
                link.cut();
                network.reach(watcher, () -> notice(link, watcher, Loss.FAILED));
            }
        });
    }

    /** An end takes note of its link's end; false if it had before. */
    boolean notice(SimLink link, SimNode end, Loss loss) {
        boolean had = end.detach(link);
        if (had) {
            network.input(end, new MembershipInput.LinkLost(link.other(end).id(), loss));
        }
        return had;
    }

    private long detection() {
        return network.between(times.detectionMin(), times.detectionMax());
    }

    /** Replaces each link with this probability: what is on its way is lost, and the ends learn no more than that. */
    void replaceSome(List<SimNode> nodes, double probability) {
        for (SimNode node : nodes) {
            for (SimLink link : node.links()) {
                if (link.dialler() == node && network.random().nextDouble() < probability) {
                    link.replace();
                    network.relinked(node, link.other(node));
                    network.relinked(link.other(node), node);
                }
            }
        }
    }
}
