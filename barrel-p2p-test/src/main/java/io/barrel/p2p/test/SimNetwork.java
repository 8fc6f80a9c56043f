package io.barrel.p2p.test;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.membership.HyParView;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.membership.MembershipInput.Loss;
import io.barrel.p2p.membership.MembershipMessage;
import io.barrel.p2p.membership.MembershipOutput;
import io.barrel.p2p.membership.Proximity;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Nodes, links and virtual time. Events happen one after the other, by time and then by order of entry; all that is
 * random comes from one seed, so a run can be had again. One thread.
 */
final class SimNetwork {

    private final SimTimes times;
    private final HyParViewConfig config;
    private final SplittableRandom random;
    private final EventQueue queue = new EventQueue();
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<NodeId, SimNode> byId = new HashMap<>();
    private final RunDigest digest = new RunDigest();
    private final Map<DownReason, Integer> downs = new EnumMap<>(DownReason.class);
    private Function<SimNode, List<SimNode>> contacts = node -> List.of();
    private Consumer<SimNode> observer = node -> {};
    private int[] side;
    private long now;
    private long handled;

    SimNetwork(int size, long seed, HyParViewConfig config, SimTimes times) {
        this.times = times;
        this.config = config;
        this.random = new SplittableRandom(seed);
        this.side = new int[size];
        for (int i = 0; i < size; i++) {
            Peer peer = new Peer(NodeId.of("n" + i + "@sim"), new PeerAddress("sim", 1 + i % 65_535));
            SimNode node = new SimNode(i, peer, random.split());
            nodes.add(node);
            byId.put(peer.node(), node);
        }
    }

    /** Whom a node that seeks a contact tries, in order. */
    void contacts(Function<SimNode, List<SimNode>> choice) {
        contacts = choice;
    }

    /** Called after each input of a node. */
    void observe(Consumer<SimNode> afterInput) {
        observer = afterInput;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    SimNode node(int index) {
        return nodes.get(index);
    }

    SplittableRandom random() {
        return random;
    }

    long now() {
        return now;
    }

    long digest() {
        return digest.value();
    }

    /** Inputs handled by all nodes. */
    long handled() {
        return handled;
    }

    int downs(DownReason reason) {
        return downs.getOrDefault(reason, 0);
    }

    /** Lets time pass. */
    void run(long millis) {
        long end = now + millis;
        while (!queue.isEmpty() && queue.nextTime() <= end) {
            now = queue.nextTime();
            queue.take().run();
        }
        now = end;
    }

    void after(long millis, Runnable event) {
        queue.add(now + millis, event);
    }

    /** Starts a node, as a new incarnation that remembers nothing unless it is up; one that left takes part again. */
    void start(SimNode node) {
        boot(node);
        input(node, new MembershipInput.Start());
    }

    /** The same without looking for contacts or taking part before it is told to join. */
    void boot(SimNode node) {
        if (!node.isUp()) {
            node.boot(new HyParView(
                    node.peer(), config, node.random(), Proximity.UNKNOWN, output -> carryOut(node, output)));
        }
    }

    /** A node dies without a word. */
    void crash(SimNode node) {
        List<SimLink> links = node.links();
        node.die();
        links.forEach(this::lose);
    }

    /** A node leaves, and half a second later its process ends in order. */
    void stop(SimNode node) {
        input(node, new MembershipInput.Leave());
        int incarnation = node.incarnation();
        after(500, () -> {
            if (node.isUp(incarnation)) {
                List<SimLink> links = node.links();
                node.die();
                links.forEach(link -> close(link, link.other(node), Loss.PEER_STOPPED));
            }
        });
    }

    void leave(SimNode node) {
        input(node, new MembershipInput.Leave());
    }

    /** Cuts off some nodes from the others; {@link #heal} ends it. */
    void partition(List<SimNode> island) {
        for (SimNode node : island) {
            side[node.index()] = 1;
        }
        for (SimNode node : island) {
            for (SimLink link : node.links()) {
                if (!canReach(node, link.other(node))) {
                    lose(link);
                }
            }
        }
    }

    void heal() {
        side = new int[nodes.size()];
    }

    /** Replaces each link with this probability: what is on its way is lost and no end is told. */
    void replaceLinks(double probability) {
        for (SimNode node : nodes) {
            for (SimLink link : node.links()) {
                if (link.dialler() == node && random.nextDouble() < probability) {
                    link.replace();
                }
            }
        }
    }

    void input(SimNode node, MembershipInput input) {
        HyParView machine = node.machine();
        if (machine != null) {
            handled++;
            digest.add(now, node.index(), input);
            machine.handle(input, now);
            observer.accept(node);
        }
    }

    private void carryOut(SimNode node, MembershipOutput output) {
        if (output instanceof MembershipOutput.Send send) {
            send(node, send.to(), send.message());
        } else if (output instanceof MembershipOutput.Schedule schedule) {
            Object token = new Object();
            node.arm(schedule.timer(), token);
            after(schedule.delayMillis(), () -> {
                if (node.fires(schedule.timer(), token)) {
                    input(node, new MembershipInput.TimerFired(schedule.timer()));
                }
            });
        } else if (output instanceof MembershipOutput.Cancel cancel) {
            node.disarm(cancel.timer());
        } else if (output instanceof MembershipOutput.Connect connect) {
            connect(node, connect.peer());
        } else if (output instanceof MembershipOutput.SeekContact) {
            seek(node, contacts.apply(node), 0);
        } else if (output instanceof MembershipOutput.SeekStranger) {
            seekStranger(node);
        } else if (output instanceof MembershipOutput.Emit emit) {
            count(emit.event());
        }
    }

    private void count(P2pEvent event) {
        if (event instanceof PeerDown down) {
            downs.merge(down.reason(), 1, Integer::sum);
        }
    }

    private void send(SimNode from, NodeId to, MembershipMessage message) {
        SimLink link = from.link(to);
        if (link == null || link.isCut()) {
            return;
        }
        SimNode receiver = link.other(from);
        int epoch = link.epoch();
        link.used(from, now);
        queue.add(link.arrival(receiver, now + latency()), () -> {
            if (!link.isCut() && link.epoch() == epoch && receiver.link(from.id()) == link) {
                link.used(receiver, now);
                input(receiver, new MembershipInput.Received(from.peer(), message));
            }
        });
    }

    private void connect(SimNode node, Peer peer) {
        SimNode to = byId.get(peer.node());
        if (to == null) {
            after(between(times.dialTimeoutMin(), times.dialTimeoutMax()), () -> connectFailed(node, peer.node()));
        } else if (node.link(peer.node()) != null) {
            after(0, () -> report(node, to));
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
            input(node, new MembershipInput.LinkUp(to.peer()));
        } else {
            connectFailed(node, to.id());
        }
    }

    private void connectFailed(SimNode node, NodeId to) {
        input(node, new MembershipInput.ConnectFailed(to, false));
    }

    /** Three ways there and back, then there is a link; or a longer wait, and there is none. */
    private void dial(SimNode node, SimNode to, Runnable then) {
        int incarnation = node.incarnation();
        after(latency() + latency() + latency(), () -> {
            if (!node.isUp(incarnation)) {
                return;
            }
            if (node.link(to.id()) == null && to.isUp() && canReach(node, to)) {
                establish(node, to);
            }
            if (node.link(to.id()) != null) {
                then.run();
            } else {
                after(between(times.dialTimeoutMin(), times.dialTimeoutMax()), then);
            }
        });
    }

    private void establish(SimNode node, SimNode to) {
        SimLink link = new SimLink(node, to, now);
        node.attach(link);
        SimLink stale = to.attach(link);
        boolean fresh = true;
        if (stale != null) {
            stale.cut();
            fresh = !stale.isOf(node, node.incarnation());
            if (fresh) {
                input(to, new MembershipInput.LinkLost(node.id(), Loss.FAILED));
            }
        }
        if (fresh) {
            queue.add(link.arrival(to, now + latency()), () -> {
                if (to.link(node.id()) == link) {
                    input(to, new MembershipInput.LinkUp(node.peer()));
                }
            });
        }
        after(times.idle(), () -> checkIdle(link));
    }

    private void checkIdle(SimLink link) {
        SimNode one = link.dialler();
        SimNode two = link.listener();
        if (link.isCut() || one.link(two.id()) != link || two.link(one.id()) != link) {
            return;
        }
        boolean kept = one.hasActive(two.id()) || two.hasActive(one.id());
        for (SimNode end : List.of(one, two)) {
            if (!kept && now - link.lastUsed(end) >= times.idle()) {
                SimNode other = link.other(end);
                end.detach(link);
                input(end, new MembershipInput.LinkLost(other.id(), Loss.IDLE));
                close(link, other, Loss.IDLE);
                return;
            }
        }
        after(times.idle(), () -> checkIdle(link));
    }

    /** One end closed the link in order: the other learns of it behind what was sent before. */
    private void close(SimLink link, SimNode other, Loss loss) {
        queue.add(link.arrival(other, now + latency()), () -> {
            link.cut();
            if (other.detach(link)) {
                input(other, new MembershipInput.LinkLost(link.other(other).id(), loss));
            }
        });
    }

    /** A link is dead from now on; each end that lives notices in its own time. */
    private void lose(SimLink link) {
        link.cut();
        for (SimNode end : List.of(link.dialler(), link.listener())) {
            after(between(times.detectionMin(), times.detectionMax()), () -> {
                if (end.detach(link)) {
                    input(end, new MembershipInput.LinkLost(link.other(end).id(), Loss.FAILED));
                }
            });
        }
    }

    /** The first contact that was never reached and is not known; nothing is told if there is none. */
    private void seekStranger(SimNode node) {
        for (SimNode contact : contacts.apply(node)) {
            if (!node.hasMet(contact.id())) {
                int incarnation = node.incarnation();
                dial(node, contact, () -> {
                    if (node.isUp(incarnation) && node.link(contact.id()) != null) {
                        reached(node, contact);
                    }
                });
                return;
            }
        }
    }

    private void reached(SimNode node, SimNode contact) {
        node.met(contact.id());
        input(node, new MembershipInput.LinkUp(contact.peer()));
        input(node, new MembershipInput.ContactReached(contact.peer()));
    }

    private void seek(SimNode node, List<SimNode> choice, int next) {
        int incarnation = node.incarnation();
        if (next >= choice.size()) {
            after(10, () -> {
                if (node.isUp(incarnation)) {
                    input(node, new MembershipInput.NoContact());
                }
            });
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
                input(node, new MembershipInput.LinkUp(contact.peer()));
            }
            node.met(contact.id());
            input(node, new MembershipInput.ContactReached(contact.peer()));
        });
    }

    /** Joins through one contact, as an application asks for. */
    void join(SimNode node, SimNode contact) {
        seek(node, List.of(contact), 0);
    }

    boolean canReach(SimNode one, SimNode other) {
        return side[one.index()] == side[other.index()];
    }

    private long latency() {
        return between(times.latencyMin(), times.latencyMax());
    }

    private long between(int min, int max) {
        return random.nextInt(min, max);
    }
}
