package io.barrel.p2p.messaging;

import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A message as its handler gets it.
 *
 * @param from who sent it
 * @param address whom it was sent to
 * @param payload its content, read-only
 * @param context what the sender told beside it
 * @param wantsReply whether the sender waits for a reply
 */
public record Message(
        NodeId from, String address, ByteBuffer payload, Map<String, String> context, boolean wantsReply) {

    /** Its content, read-only; each call returns a buffer with a position of its own. */
    @Override
    public ByteBuffer payload() {
        return payload.duplicate();
    }
}
