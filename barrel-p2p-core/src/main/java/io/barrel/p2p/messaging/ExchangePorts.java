package io.barrel.p2p.messaging;

import io.barrel.p2p.wire.NodeId;

/** What an {@link Exchange} asks. Answers at once. */
public interface ExchangePorts {

    /** How many lanes a link has. */
    int lanes();

    /** Whether a lane of the link to a node takes more. */
    boolean hasRoom(NodeId peer, int lane);

    /** Whether this node handles messages to an address. */
    boolean handles(String address);
}
