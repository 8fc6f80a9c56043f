package io.barrel.p2p.relay;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.util.List;

/** What nodes tell each other of routes (docs/protocol.md, Relays). */
public sealed interface RelayMessage {

    /**
     * Asks for a way to a node.
     *
     * @param id chosen at random by who asks
     * @param ttl how often it may be passed on
     * @param visited who passed it on, beginning with who asks
     */
    record Request(long id, NodeId target, int ttl, List<NodeId> visited) implements RelayMessage {}

    /**
     * The answer, on its way back.
     *
     * @param path from who asked to the target; to who answers if nothing was found
     */
    record Reply(long id, boolean found, List<NodeId> path) implements RelayMessage {}

    /**
     * A packet on its way.
     *
     * @param position whom of the route this is sent to
     */
    record Packet(Route route, int position, ByteBuffer packet) implements RelayMessage {}

    /**
     * A packet could not be passed on; on its way back to the origin.
     *
     * @param position whom of the route this is sent to
     */
    record Lost(Route route, int position) implements RelayMessage {}
}
