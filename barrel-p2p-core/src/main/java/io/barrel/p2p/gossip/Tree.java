package io.barrel.p2p.gossip;

import io.barrel.p2p.wire.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The neighbours of a node: an eager edge belongs to the broadcast tree, a lazy one to its spares. */
final class Tree {

    private final Map<NodeId, Boolean> eager = new LinkedHashMap<>();

    /** A new neighbour, eager; false if it is one already. */
    boolean add(NodeId peer) {
        return eager.putIfAbsent(peer, true) == null;
    }

    void remove(NodeId peer) {
        eager.remove(peer);
    }

    boolean contains(NodeId peer) {
        return eager.containsKey(peer);
    }

    boolean isEager(NodeId peer) {
        return eager.getOrDefault(peer, false);
    }

    boolean isLazy(NodeId peer) {
        return !eager.getOrDefault(peer, true);
    }

    /** Does nothing for a peer that is no neighbour. */
    void makeEager(NodeId peer) {
        eager.replace(peer, true);
    }

    void makeAllEager() {
        eager.replaceAll((peer, was) -> true);
    }

    boolean hasEager() {
        return eager.containsValue(true);
    }

    /** Whether it was eager; false for a peer that is no neighbour. */
    boolean makeLazy(NodeId peer) {
        return Boolean.TRUE.equals(eager.replace(peer, false));
    }

    /** All neighbours, those known for longest first; not to be changed meanwhile. */
    Iterable<NodeId> peers() {
        return eager.keySet();
    }

    List<NodeId> eager() {
        return of(true);
    }

    List<NodeId> lazy() {
        return of(false);
    }

    private List<NodeId> of(boolean kind) {
        return eager.entrySet().stream()
                .filter(edge -> edge.getValue() == kind)
                .map(Map.Entry::getKey)
                .toList();
    }
}
