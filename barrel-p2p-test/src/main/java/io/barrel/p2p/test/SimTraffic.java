package io.barrel.p2p.test;

import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.node.NodeFrames;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.test.SimProtocols.Kind;
import java.util.EnumMap;
import java.util.Map;

/** Messages of simulated nodes by kind, and their bytes if that is wanted: encoding each one takes time. */
final class SimTraffic {

    private final Map<Kind, long[]> counts = new EnumMap<>(Kind.class);
    private boolean weighing;

    /** Begins again, from now on with bytes or without. */
    void reset(boolean withBytes) {
        counts.clear();
        weighing = withBytes;
    }

    void sent(NodeMessage message) {
        long[] count = counts.computeIfAbsent(kind(message), kind -> new long[2]);
        count[0]++;
        if (weighing) {
            count[1] += NodeFrames.encode(message).payload().remaining();
        }
    }

    long messages(Kind kind) {
        return counts.getOrDefault(kind, new long[2])[0];
    }

    long bytes(Kind kind) {
        return counts.getOrDefault(kind, new long[2])[1];
    }

    private static Kind kind(NodeMessage message) {
        if (message instanceof NodeMessage.OfMembership) {
            return Kind.MEMBERSHIP;
        }
        if (message instanceof NodeMessage.OfReplica) {
            return Kind.REPLICA;
        }
        GossipMessage gossip = ((NodeMessage.OfGossip) message).frame().message();
        if (gossip instanceof GossipMessage.Push) {
            return Kind.PUSH;
        }
        if (gossip instanceof GossipMessage.IHave) {
            return Kind.IHAVE;
        }
        return gossip instanceof GossipMessage.Graft ? Kind.GRAFT : Kind.PRUNE;
    }
}
