package io.barrel.p2p.test;

import io.barrel.p2p.membership.HyParView;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.ViewState;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What can be said of an overlay by looking at all its nodes at once. */
final class OverlayCheck {

    private final SimNetwork network;
    private final HyParViewConfig config;

    OverlayCheck(SimNetwork network, HyParViewConfig config) {
        this.network = network;
        this.config = config;
    }

    /** The nodes that are up and did not leave, and their active views. */
    OverlayGraph graph() {
        int size = network.nodes().size();
        int[][] edges = new int[size][];
        BitSet present = new BitSet();
        for (SimNode node : network.nodes()) {
            HyParView machine = node.machine();
            edges[node.index()] = machine == null ? new int[0] : peers(machine);
            present.set(node.index(), machine != null && !machine.left());
        }
        SimPaths paths = network.paths();
        return new OverlayGraph(edges, present, (from, to) -> paths.rtt(from, to) / 2);
    }

    private int[] peers(HyParView machine) {
        return machine.views().active().stream()
                .map(entry -> network.find(entry.peer().node()))
                .mapToInt(peer -> peer == null ? -1 : peer.index())
                .filter(index -> index >= 0)
                .toArray();
    }

    /** Edges that only one side has, or that lead to a node that is not up; empty if the overlay is symmetric. */
    List<String> oneWayEdges() {
        List<String> found = new ArrayList<>();
        for (SimNode node : network.nodes()) {
            HyParView machine = node.machine();
            if (machine == null) {
                continue;
            }
            for (ViewState.Active entry : machine.views().active()) {
                HyParView other = machine(entry.peer().node());
                OptionalLong back = other == null ? OptionalLong.empty() : other.edge(node.id());
                if (back.isEmpty() || back.getAsLong() != entry.edge()) {
                    found.add(node.id() + " -> " + entry.peer().node());
                }
            }
        }
        found.sort(null);
        return found;
    }

    private @Nullable HyParView machine(NodeId id) {
        SimNode node = network.find(id);
        return node == null ? null : node.machine();
    }

    /** Some size of each node that is up and did not leave. */
    IntSummaryStatistics sizes(ToIntFunction<HyParView> size) {
        IntSummaryStatistics sizes = new IntSummaryStatistics();
        for (SimNode node : network.nodes()) {
            HyParView machine = node.machine();
            if (machine != null && !machine.left()) {
                sizes.accept(size.applyAsInt(machine));
            }
        }
        return sizes;
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
}
