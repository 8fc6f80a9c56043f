package io.barrel.p2p.test.faults;

import io.barrel.p2p.wire.NodeId;

/**
 * An event as a node told it.
 *
 * @param epochMillis when, by the machine's clock
 * @param type such as {@code up} or {@code down}; see {@link NodeMain}
 * @param peer the other node
 * @param detail the reason of a {@code down}, such as {@code nodedown}, or the service; may be empty
 */
record NodeEvent(long epochMillis, String type, NodeId peer, String detail) {

    /** Reads what follows {@code event}. */
    static NodeEvent parse(String text) {
        String[] parts = text.split(" ", -1);
        return new NodeEvent(Long.parseLong(parts[0]), parts[1], NodeId.of(parts[2]), parts.length > 3 ? parts[3] : "");
    }

    /** Whether it tells that the peer failed. */
    boolean tellsFailureOf(NodeId node) {
        return peer.equals(node) && detail.equals("nodedown");
    }
}
