package io.barrel.p2p.roster;

import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Everybody once, in no order, and any one at random. Who went is struck off when it is drawn, or when half of all went: that takes no
 * index, which would be the largest part of a large roster.
 */
final class Roll {

    private final List<NodeId> nodes = new ArrayList<>();
    private final Set<NodeId> gone = new HashSet<>();

    /** Somebody comes who is not here. */
    void add(NodeId node) {
        if (!gone.remove(node)) {
            nodes.add(node);
        }
    }

    /** Somebody goes who is here. */
    void remove(NodeId node) {
        gone.add(node);
        if (2 * gone.size() > nodes.size()) {
            nodes.removeIf(gone::contains);
            gone.clear();
        }
    }

    boolean isEmpty() {
        return size() == 0;
    }

    int size() {
        return nodes.size() - gone.size();
    }

    /** One of those here, of whom there must be one. */
    NodeId any(RandomGenerator random) {
        int index = random.nextInt(nodes.size());
        while (gone.remove(nodes.get(index))) {
            NodeId last = nodes.remove(nodes.size() - 1);
            if (index < nodes.size()) {
                nodes.set(index, last);
            }
            index = random.nextInt(nodes.size());
        }
        return nodes.get(index);
    }
}
