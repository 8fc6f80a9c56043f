package io.barrel.p2p.test.faults;

import io.barrel.p2p.wire.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The views of all nodes that run, asked one after the other: while something changes, it may be wrong.
 *
 * @param nodes each node and its views
 * @param activeSize bound of an active view
 */
record Overlay(Map<NodeId, Neighbours> nodes, int activeSize) {

    Overlay {
        nodes = new TreeMap<>(nodes);
    }

    /** What keeps it from being one connected, symmetric overlay within bounds; empty if it is one. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        nodes.forEach((node, views) -> {
            if (views.active().size() > activeSize) {
                faults.add(node + " has " + views.active().size() + " active peers");
            }
            for (NodeId peer : views.active()) {
                if (!knowEachOther(node, peer)) {
                    faults.add("only " + node + " believes in its edge to " + peer);
                }
            }
        });
        if (nodes.isEmpty()) {
            faults.add("there is no node");
        } else {
            Set<NodeId> island = island(nodes.keySet().iterator().next());
            if (island.size() < nodes.size()) {
                faults.add(island + " is an island");
            }
        }
        return faults;
    }

    /** As {@link #faults}, and every view must hold as many peers as there are: for clusters no larger than a view. */
    List<String> gaps() {
        List<String> gaps = faults();
        nodes.forEach((node, views) -> {
            Set<NodeId> missing = new HashSet<>(nodes.keySet());
            missing.remove(node);
            missing.removeAll(views.active());
            if (!missing.isEmpty()) {
                gaps.add(node + " has no edge to " + missing);
            }
        });
        return gaps;
    }

    /** The same without what one node thinks. */
    Overlay without(NodeId node) {
        Map<NodeId, Neighbours> others = new TreeMap<>(nodes);
        others.remove(node);
        return new Overlay(others, activeSize);
    }

    /** Whether one of the two has the other in a view, active or passive. */
    boolean isKnown(NodeId one, NodeId other) {
        return views(one).know(other) || views(other).know(one);
    }

    /** Whether one of the two believes in an edge to the other. */
    boolean hasEdge(NodeId one, NodeId other) {
        return views(one).active().contains(other) || views(other).active().contains(one);
    }

    private boolean knowEachOther(NodeId one, NodeId other) {
        return views(one).active().contains(other) && views(other).active().contains(one);
    }

    private Neighbours views(NodeId node) {
        return nodes.getOrDefault(node, new Neighbours(Set.of(), Set.of()));
    }

    private Set<NodeId> island(NodeId start) {
        Set<NodeId> seen = new HashSet<>(Set.of(start));
        Deque<NodeId> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            NodeId node = open.remove();
            for (NodeId peer : views(node).active()) {
                if (knowEachOther(node, peer) && seen.add(peer)) {
                    open.add(peer);
                }
            }
        }
        return seen;
    }
}
