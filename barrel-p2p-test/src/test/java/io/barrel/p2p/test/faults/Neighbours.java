package io.barrel.p2p.test.faults;

import io.barrel.p2p.wire.NodeId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names in a node's two views. */
record Neighbours(Set<NodeId> active, Set<NodeId> passive) {

    /** Reads what follows {@code views}. */
    static Neighbours parse(String text) {
        String[] parts = text.split(" ", -1);
        return new Neighbours(names(parts[0]), names(parts[1]));
    }

    /** Whether the node is in one of the views. */
    boolean know(NodeId node) {
        return active.contains(node) || passive.contains(node);
    }

    private static Set<NodeId> names(String text) {
        Set<NodeId> names = new LinkedHashSet<>();
        if (!text.equals("-")) {
            List.of(text.split(",", -1)).forEach(name -> names.add(NodeId.of(name)));
        }
        return names;
    }
}
