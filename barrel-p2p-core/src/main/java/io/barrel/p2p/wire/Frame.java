package io.barrel.p2p.wire;

import java.nio.ByteBuffer;

/**
 * One message on a link's control stream. On the wire: {@code length:4} (of what follows), {@code protocol:1}, payload.
 *
 * @param protocol who understands the payload, 0 to 255; one of {@link Protocols}, others are ignored and counted
 * @param payload the encoded message; position to limit, at most {@link Limits#MAX_FRAME_PAYLOAD} bytes; not modified
 *     and not kept by the receiver after the call that delivers it
 */
public record Frame(int protocol, ByteBuffer payload) {

    /**
     * Checks the bounds.
     *
     * @throws MalformedInputException if the protocol or the payload's length is out of range
     */
    public Frame {
        if (protocol < 0 || protocol > 255) {
            throw new MalformedInputException("not a protocol number: " + protocol);
        }
        if (payload.remaining() > Limits.MAX_FRAME_PAYLOAD) {
            throw new MalformedInputException("a frame's payload is at most " + Limits.MAX_FRAME_PAYLOAD
                    + " bytes, this one has " + payload.remaining());
        }
    }
}
