package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of HyParView; an edge is the random number two peers agreed on when they took each other in. */
public sealed interface MembershipMessage {

    /**
     * Takes the sender in, as its first contact.
     *
     * @param edge proposed by the sender
     */
    record Join(long edge) implements MembershipMessage {}

    /**
     * Spreads a newcomer by a random walk.
     *
     * @param edge between sender and receiver
     * @param joiner the newcomer
     * @param ttl hops left
     */
    record ForwardJoin(long edge, Peer joiner, int ttl) implements MembershipMessage {}

    /**
     * Proposes an edge.
     *
     * @param edge proposed by the sender
     * @param priority what the receiver is to give up for it
     */
    record Neighbor(long edge, Priority priority) implements MembershipMessage {

        /** What the receiver is to give up for an edge. */
        public enum Priority {
            /** Nothing: it accepts if it has room. */
            LOW,
            /**
             * Any peer: it must accept. The sender has no active peer, has been short of them for long, is where a newcomer's
             * walk ended, or rotates.
             */
            HIGH,
            /** A peer that is farther than the sender, if it optimizes and has one. */
            NEARER
        }
    }

    /**
     * Answers {@link Join} and {@link Neighbor}.
     *
     * @param edge the proposed one
     * @param accepted whether the sender took the receiver in
     * @param displaced the peer given up for an edge that is nearer, for the receiver to bring together with the one it gives
     *     up itself; null if there is none
     */
    record NeighborReply(
            long edge, boolean accepted, @Nullable Peer displaced) implements MembershipMessage {

        /** An answer that displaced nobody the receiver has to care for. */
        public NeighborReply(long edge, boolean accepted) {
            this(edge, accepted, null);
        }
    }

    /**
     * Ends an edge.
     *
     * @param edge which; another edge of the receiver is not touched
     * @param reason why
     */
    record Disconnect(long edge, Reason reason) implements MembershipMessage {

        /** Why an edge ends. */
        public enum Reason {
            /** The sender made room. */
            DROPPED,
            /** The sender leaves the overlay. */
            LEAVING,
            /** The sender knows no such edge. */
            UNKNOWN_EDGE
        }
    }

    /**
     * Offers a sample of the origin's views on a random walk.
     *
     * @param edge between sender and receiver
     * @param origin who began
     * @param ttl hops left
     * @param shuffleId chosen by the origin
     * @param path nodes passed, origin first, at most PRWL + 1
     * @param sample peers offered
     */
    record Shuffle(long edge, Peer origin, int ttl, long shuffleId, List<NodeId> path, List<Peer> sample)
            implements MembershipMessage {

        /** Takes copies of the lists. */
        public Shuffle {
            path = List.copyOf(path);
            sample = List.copyOf(sample);
        }
    }

    /**
     * The last hop's sample, walking the shuffle's path backwards.
     *
     * @param shuffleId the origin's
     * @param path nodes still to pass, next hop last; empty at the origin
     * @param sample peers offered
     */
    record ShuffleReply(long shuffleId, List<NodeId> path, List<Peer> sample) implements MembershipMessage {

        /** Takes copies of the lists. */
        public ShuffleReply {
            path = List.copyOf(path);
            sample = List.copyOf(sample);
        }
    }
}
