package io.barrel.p2p.roster;

import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Everybody once, in no order; who comes, who goes and any one at random cost the same, however many there are. */
final class Roll {

    private final List<NodeId> nodes = new ArrayList<>();
    private final Map<NodeId, Integer> places = new HashMap<>();

    void add(NodeId node) {
        if (places.putIfAbsent(node, nodes.size()) == null) {
            nodes.add(node);
        }
    }

    void remove(NodeId node) {
        Integer place = places.remove(node);
        if (place == null) {
            return;
        }
        NodeId last = nodes.remove(nodes.size() - 1);
        if (place < nodes.size()) {
            nodes.set(place, last);
            places.put(last, place);
        }
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    int size() {
        return nodes.size();
    }

    NodeId any(RandomGenerator random) {
        return nodes.get(random.nextInt(nodes.size()));
    }
}
