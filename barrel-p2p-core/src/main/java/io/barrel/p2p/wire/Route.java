package io.barrel.p2p.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A way from one node to another over nodes that pass packets on (docs/protocol.md, Relays). Each has a link to the next.
 *
 * @param nodes both ends and those between them, in order, each once; 3 to {@link #MAX_NODES}
 */
public record Route(List<NodeId> nodes) {

    /** Both ends, and five between them. */
    public static final int MAX_NODES = 7;

    private static final int MIN_NODES = 3;

    /**
     * Checks the bounds.
     *
     * @throws MalformedInputException if there are too few or too many nodes, or one of them twice
     */
    public Route {
        nodes = List.copyOf(nodes);
        if (nodes.size() < MIN_NODES || nodes.size() > MAX_NODES) {
            throw new MalformedInputException(
                    "a route has " + MIN_NODES + " to " + MAX_NODES + " nodes, this one has " + nodes.size());
        }
        if (new HashSet<>(nodes).size() < nodes.size()) {
            throw new MalformedInputException("a route passes a node twice");
        }
    }

    /** Where it begins. */
    public NodeId origin() {
        return nodes.get(0);
    }

    /** Where it ends. */
    public NodeId target() {
        return nodes.get(nodes.size() - 1);
    }

    /** The first node that passes packets on. */
    public NodeId first() {
        return nodes.get(1);
    }

    /** Those between the ends. */
    public List<NodeId> via() {
        return nodes.subList(1, nodes.size() - 1);
    }

    /** The same way from the other end. */
    public Route reversed() {
        List<NodeId> back = new ArrayList<>(nodes);
        Collections.reverse(back);
        return new Route(back);
    }

    @Override
    public String toString() {
        return nodes.stream().map(NodeId::value).collect(Collectors.joining(" > "));
    }
}
