package io.barrel.p2p.test;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.membership.MembershipOutput;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.node.NodeOutput;
import io.barrel.p2p.node.NodeTimer;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Does what the machines of simulated nodes want done. */
final class SimOutputs {

    private final SimNetwork network;
    private final SimLinks links;
    private final Map<DownReason, Integer> downs = new EnumMap<>(DownReason.class);
    private BiConsumer<SimNode, NodeOutput> listener = (node, output) -> {};

    SimOutputs(SimNetwork network, SimLinks links) {
        this.network = network;
        this.links = links;
    }

    void listen(BiConsumer<SimNode, NodeOutput> newListener) {
        listener = newListener;
    }

    int downs(DownReason reason) {
        return downs.getOrDefault(reason, 0);
    }

    void carryOut(SimNode node, MembershipOutput output) {
        if (output instanceof MembershipOutput.Send send) {
            links.send(node, send.to(), new NodeMessage.OfMembership(send.message()));
        } else if (output instanceof MembershipOutput.Schedule schedule) {
            schedule(node, new NodeTimer.OfMembership(schedule.timer()), schedule.delayMillis());
        } else if (output instanceof MembershipOutput.Cancel cancel) {
            node.disarm(new NodeTimer.OfMembership(cancel.timer()));
        } else if (output instanceof MembershipOutput.Connect connect) {
            links.connect(node, connect.peer());
        } else if (output instanceof MembershipOutput.SeekContact) {
            links.seek(node, network.contactsOf(node), 0);
        } else if (output instanceof MembershipOutput.SeekStranger) {
            links.seekStranger(node, network.contactsOf(node));
        } else if (output instanceof MembershipOutput.Emit emit) {
            count(emit.event());
        }
    }

    void carryOut(SimNode node, NodeOutput output) {
        if (output instanceof NodeOutput.Send send) {
            links.send(node, send.to(), send.message());
        } else if (output instanceof NodeOutput.Schedule schedule) {
            schedule(node, schedule.timer(), schedule.delayMillis());
        } else if (output instanceof NodeOutput.Cancel cancel) {
            node.disarm(cancel.timer());
        } else if (output instanceof NodeOutput.Connect connect) {
            links.connect(node, connect.peer());
        } else if (output instanceof NodeOutput.Probe probe) {
            links.probe(node, probe.peer().node());
        } else if (output instanceof NodeOutput.SeekContact) {
            links.seek(node, network.contactsOf(node), 0);
        } else if (output instanceof NodeOutput.SeekStranger) {
            links.seekStranger(node, network.contactsOf(node));
        } else if (output instanceof NodeOutput.AdoptIncarnation adopt) {
            node.adopt(adopt.incarnation());
        } else if (output instanceof NodeOutput.Revoked revoked) {
            links.expel(node, revoked.node());
        } else {
            listener.accept(node, output);
            if (output instanceof NodeOutput.Emit emit) {
                count(emit.event());
            }
        }
    }

    private void schedule(SimNode node, NodeTimer timer, long delayMillis) {
        Object token = new Object();
        node.arm(timer, token);
        network.after(delayMillis, () -> network.reach(node, () -> fire(node, timer, token)));
    }

    private void fire(SimNode node, NodeTimer timer, Object token) {
        if (!node.fires(timer, token)) {
            return;
        }
        if (node.whole() != null) {
            network.input(node, new NodeInput.TimerFired(timer));
        } else if (timer instanceof NodeTimer.OfMembership of) {
            network.input(node, new MembershipInput.TimerFired(of.timer()));
        }
    }

    private void count(P2pEvent event) {
        if (event instanceof PeerDown down) {
            downs.merge(down.reason(), 1, Integer::sum);
        }
    }
}
