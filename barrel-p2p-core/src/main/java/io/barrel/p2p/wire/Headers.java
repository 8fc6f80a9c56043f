package io.barrel.p2p.wire;

import java.nio.ByteBuffer;

/** The header of frames that carry a payload behind it: {@code headerLength:2}, then the header. Stateless; any thread. */
public final class Headers {

    private static final int PREFIX = 2;

    private Headers() {}

    /**
     * Takes the header from the front of a frame; what remains is the payload.
     *
     * @param what whose header it is, such as "a gossip header"
     * @param max the largest, in bytes
     * @return its bytes, shared with the frame
     * @throws MalformedInputException if it is larger or cut off
     */
    public static ByteBuffer take(ByteBuffer frame, String what, int max) {
        if (frame.remaining() < PREFIX) {
            throw new MalformedInputException(what + " comes behind its length of " + PREFIX + " bytes");
        }
        int length = Short.toUnsignedInt(frame.getShort());
        Bounds.atMost("bytes of " + what, length, max);
        if (frame.remaining() < length) {
            throw new MalformedInputException(what + " of " + length + " bytes is cut off");
        }
        ByteBuffer header = frame.slice(frame.position(), length);
        frame.position(frame.position() + length);
        return header;
    }
}
