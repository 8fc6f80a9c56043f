package io.barrel.p2p.gossip;

import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;

/**
 * A message to every node.
 *
 * @param topic what it is about
 * @param origin who published it; vouched for by the peer it came from only
 * @param payload its bytes, read-only, with a position of their own
 */
public record Broadcast(String topic, NodeId origin, ByteBuffer payload) {

    /** A read-only view of the payload. */
    public Broadcast {
        payload = payload.asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer payload() {
        return payload.duplicate();
    }
}
