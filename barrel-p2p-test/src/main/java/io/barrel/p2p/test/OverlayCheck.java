package io.barrel.p2p.test;

import io.barrel.p2p.membership.HyParView;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.ViewState;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What can be said of an overlay by looking at all its nodes at once. */
final class OverlayCheck {

    private final HyParViewConfig config;

    OverlayCheck(HyParViewConfig config) {
        this.config = config;
    }

    /** Edges that only one side has, or that lead to a node that is not up; empty if the overlay is symmetric. */
    List<String> oneWayEdges(List<SimNode> nodes) {
        Map<NodeId, HyParView> machines = machines(nodes);
        List<String> found = new ArrayList<>();
        machines.forEach((node, machine) -> {
            for (ViewState.Active entry : machine.views().active()) {
                HyParView other = machines.get(entry.peer().node());
                OptionalLong back = other == null ? OptionalLong.empty() : other.edge(node);
                if (back.isEmpty() || back.getAsLong() != entry.edge()) {
                    found.add(node + " -> " + entry.peer().node());
                }
            }
        });
        found.sort(null);
        return found;
    }

    /** The sizes of the components that edges known to both sides make of the nodes that take part, largest first. */
    List<Integer> components(List<SimNode> nodes) {
        Map<NodeId, HyParView> machines = machines(nodes);
        Set<NodeId> seen = new HashSet<>();
        List<Integer> sizes = new ArrayList<>();
        for (SimNode node : nodes) {
            HyParView machine = node.machine();
            if (machine != null && !machine.left() && seen.add(node.id())) {
                sizes.add(reach(node.id(), machines, seen));
            }
        }
        sizes.sort((one, other) -> Integer.compare(other, one));
        return sizes;
    }

    private static int reach(NodeId start, Map<NodeId, HyParView> machines, Set<NodeId> seen) {
        Deque<NodeId> open = new ArrayDeque<>(List.of(start));
        int count = 0;
        while (!open.isEmpty()) {
            NodeId node = open.remove();
            count++;
            HyParView machine = machines.get(node);
            if (machine == null) {
                continue;
            }
            for (ViewState.Active entry : machine.views().active()) {
                NodeId next = entry.peer().node();
                HyParView other = machines.get(next);
                if (other != null && other.isActive(node) && seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return count;
    }

    /** What a node must never have, whatever happens around it; throws if it has. */
    void invariants(SimNode node) {
        HyParView machine = node.machine();
        if (machine == null) {
            return;
        }
        ViewState views = machine.views();
        Set<NodeId> names = new HashSet<>();
        views.active().forEach(entry -> addOnce(names, entry.peer().node(), node));
        views.passive().forEach(entry -> addOnce(names, entry.peer().node(), node));
        if (names.contains(node.id())) {
            throw new IllegalStateException(node.id() + " has itself in a view");
        }
        if (views.active().size() > config.activeSize() || views.passive().size() > config.passiveSize()) {
            throw new IllegalStateException(node.id() + " has a view above its bound");
        }
        if (machine.pending() > 2 * config.activeSize() + 8) {
            throw new IllegalStateException(node.id() + " has " + machine.pending() + " proposals");
        }
    }

    private static void addOnce(Set<NodeId> names, NodeId peer, SimNode node) {
        if (!names.add(peer)) {
            throw new IllegalStateException(node.id() + " has " + peer + " twice in its views");
        }
    }

    private static Map<NodeId, HyParView> machines(List<SimNode> nodes) {
        Map<NodeId, HyParView> machines = new HashMap<>();
        for (SimNode node : nodes) {
            HyParView machine = node.machine();
            if (machine != null) {
                machines.put(node.id(), machine);
            }
        }
        return machines;
    }
}
