package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The bounded list of peers this node has an edge with, oldest first. A list, not a map: it holds five, seldom more. */
final class ActiveView {

    private final int bound;
    private final List<Neighbor> neighbors;

    ActiveView(int bound) {
        this.bound = bound;
        this.neighbors = new ArrayList<>(bound);
    }

    /** A peer and the edge agreed with it. */
    static final class Neighbor {

        private Peer peer;
        private long edge;
        private final long since;
        private long shuffledAt;

        private Neighbor(Peer peer, long edge, long since) {
            this.peer = peer;
            this.edge = edge;
            this.since = since;
            this.shuffledAt = since;
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

        /** Both sides agreed on another edge, or the peer advertises another address; it stays in the view throughout. */
        void renew(Peer newPeer, long newEdge) {
            peer = newPeer;
            edge = newEdge;
        }

        void shuffled(long now) {
            shuffledAt = now;
        }
    }

    int size() {
        return neighbors.size();
    }

    boolean isEmpty() {
        return neighbors.isEmpty();
    }

    boolean isFull() {
        return neighbors.size() >= bound;
    }

    boolean contains(NodeId node) {
        return get(node) != null;
    }

    @Nullable
    Neighbor get(NodeId node) {
        for (int i = 0; i < neighbors.size(); i++) {
            Neighbor neighbor = neighbors.get(i);
            if (neighbor.node().equals(node)) {
                return neighbor;
            }
        }
        return null;
    }

    boolean hasEdge(NodeId node, long edge) {
        Neighbor neighbor = get(node);
        return neighbor != null && neighbor.edge == edge;
    }

    void add(Peer peer, long edge, long now) {
        if (isFull() || contains(peer.node())) {
            throw new IllegalStateException(
                    "no place for " + peer.node() + " in an active view of " + neighbors.size());
        }
        neighbors.add(new Neighbor(peer, edge, now));
    }

    void remove(Neighbor neighbor) {
        neighbors.remove(neighbor);
    }

    void clear() {
        neighbors.clear();
    }

    List<Neighbor> all() {
        return List.copyOf(neighbors);
    }

    /** One of the neighbours that are not excluded, each as likely; null if none is left. */
    @Nullable
    Neighbor random(RandomGenerator random, Predicate<NodeId> excluded) {
        List<Neighbor> left = new ArrayList<>(neighbors.size());
        for (Neighbor neighbor : neighbors) {
            if (!excluded.test(neighbor.node())) {
                left.add(neighbor);
            }
        }
        return left.isEmpty() ? null : left.get(random.nextInt(left.size()));
    }

    /** The neighbour whose edge has waited longest for a shuffle, so that each is used within one round; null if empty. */
    @Nullable
    Neighbor leastRecentlyShuffled() {
        Neighbor longest = null;
        for (Neighbor neighbor : neighbors) {
            if (longest == null || neighbor.shuffledAt < longest.shuffledAt) {
                longest = neighbor;
            }
        }
        return longest;
    }

    List<ViewState.Active> snapshot() {
        List<ViewState.Active> snapshot = new ArrayList<>(neighbors.size());
        for (Neighbor neighbor : neighbors) {
            snapshot.add(new ViewState.Active(neighbor.peer, neighbor.edge, neighbor.since));
        }
        return snapshot;
    }
}
