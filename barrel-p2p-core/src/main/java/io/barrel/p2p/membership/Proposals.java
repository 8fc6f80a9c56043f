package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Edges this node asks for and has no answer to: at most one per peer, each ended by an answer, a failure or its timer. */
final class Proposals {

    private final int bound;
    private final int walkBound;
    private final Map<NodeId, Proposal> byPeer = new LinkedHashMap<>();

    Proposals(HyParViewConfig config) {
        this.walkBound = config.activeSize();
        // Promotions are at most as many as a view has places; the rest is for explicit joins.
        this.bound = 2 * config.activeSize() + 8;
    }

    /** Why an edge is asked for. */
    enum Cause {
        /** The peer is our contact: it must accept, and so must we. */
        JOIN,
        /** The walk of a newcomer ended here: it must accept, and so must we. */
        WALK,
        /** The active view is short: both sides need room. */
        PROMOTION,
        /** The peer was lost and may be of another island: it must accept, and so must we. */
        HEALING,
        /** An active peer is to give way to a passive one: it must accept, and so must we. */
        ROTATION,
        /** The peer may be nearer than one we have: each gives up one that is farther, or nothing happens. */
        APPROACH
    }

    /** One such edge; {@code sent} once a link is up and the peer was asked. */
    static final class Proposal {

        private final Peer peer;
        private final long edge;
        private final Cause cause;
        private boolean sent;
        private boolean high;
        private boolean joinOnRefusal;

        Proposal(Peer peer, long edge, Cause cause) {
            this.peer = peer;
            this.edge = edge;
            this.cause = cause;
        }

        Peer peer() {
            return peer;
        }

        NodeId node() {
            return peer.node();
        }

        long edge() {
            return edge;
        }

        Cause cause() {
            return cause;
        }

        boolean sent() {
            return sent;
        }

        /** Whether an accepted edge makes room for itself, at the cost of any other. */
        boolean evicts() {
            return high || joinOnRefusal || (cause != Cause.PROMOTION && cause != Cause.APPROACH);
        }

        boolean joinOnRefusal() {
            return joinOnRefusal;
        }

        void markSent(boolean withHighPriority) {
            sent = true;
            high = withHighPriority;
        }

        /** The peer turned out to be our contact: should it refuse what it was asked, it is asked to let us join. */
        void joinWhenRefused() {
            joinOnRefusal = true;
        }

        MembershipTimer.Pending timer() {
            return new MembershipTimer.Pending(node(), edge);
        }
    }

    Set<NodeId> peers() {
        return new LinkedHashSet<>(byPeer.keySet());
    }

    int size() {
        return byPeer.size();
    }

    boolean isFull() {
        return byPeer.size() >= bound;
    }

    boolean contains(NodeId peer) {
        return byPeer.containsKey(peer);
    }

    @Nullable
    Proposal get(NodeId peer) {
        return byPeer.get(peer);
    }

    void add(Proposal proposal) {
        if (isFull() || contains(proposal.node())) {
            throw new IllegalStateException("no place for a proposal to " + proposal.node());
        }
        byPeer.put(proposal.node(), proposal);
    }

    void remove(Proposal proposal) {
        byPeer.remove(proposal.node());
    }

    /** Whether another walk may end here: walks end where others please, at addresses others name. */
    boolean walksFull() {
        return isFull() || count(proposal -> proposal.cause == Cause.WALK) >= walkBound;
    }

    /** How many peers were asked and may say yes at any moment. */
    int awaiting() {
        return count(Proposal::sent);
    }

    /** How many places of the active view may be taken by proposals under way. */
    int promising() {
        return count(proposal -> proposal.sent || proposal.cause == Cause.PROMOTION);
    }

    boolean anyHigh() {
        return count(proposal -> proposal.sent && proposal.high) > 0;
    }

    private int count(Predicate<Proposal> condition) {
        int count = 0;
        for (Proposal proposal : byPeer.values()) {
            if (condition.test(proposal)) {
                count++;
            }
        }
        return count;
    }

    List<Proposal> all() {
        return List.copyOf(byPeer.values());
    }
}
