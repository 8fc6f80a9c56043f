package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.NodeId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What must hold of an overlay at rest. */
final class Overlays {

    private Overlays() {}

    /** Every active view is within bounds and not empty, every edge is known at both ends, and the whole is one piece. */
    static void assertSound(Collection<LocalNode> nodes) {
        Map<NodeId, Set<NodeId>> edges = new HashMap<>();
        for (LocalNode node : nodes) {
            edges.put(node.name, node.activePeers());
            assertThat(node.views().active())
                    .as("active view of %s", node.name)
                    .hasSizeBetween(1, LocalNode.QUICK.activeSize());
        }
        edges.forEach((node, peers) -> peers.forEach(
                peer -> assertThat(edges.get(peer)).as("%s has %s", node, peer).contains(node)));
        assertThat(reachable(edges)).hasSize(nodes.size());
    }

    private static Set<NodeId> reachable(Map<NodeId, Set<NodeId>> edges) {
        Deque<NodeId> open = new ArrayDeque<>();
        Set<NodeId> seen = new HashSet<>();
        NodeId first = edges.keySet().iterator().next();
        open.add(first);
        seen.add(first);
        for (NodeId node = open.poll(); node != null; node = open.poll()) {
            for (NodeId peer : edges.getOrDefault(node, Set.of())) {
                if (seen.add(peer)) {
                    open.add(peer);
                }
            }
        }
        return seen;
    }
}
