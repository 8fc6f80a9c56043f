package io.barrel.p2p.test.memory;

import io.barrel.p2p.transport.CloseReason;
import java.nio.ByteBuffer;

/** What one end of a connection tells the other, in order and without loss. */
sealed interface Message {

    /** Bytes of the authentication; the buffer is its receiver's. */
    record Authentication(ByteBuffer bytes) implements Message {}

    /** The client is done with the server: frames may follow. */
    record ControlStream() implements Message {}

    /** A frame; the buffer is its receiver's. */
    record Payload(int protocol, ByteBuffer bytes) implements Message {}

    /** The last frame of its sender has come; answered by {@link GoodbyeAck}. */
    record Goodbye(CloseReason reason) implements Message {}

    /** The last frame of the other side has come too. */
    record GoodbyeAck() implements Message {}

    /** Answered by {@link Confirmed} of that number when all before was handled. */
    record Confirm(long number) implements Message {}

    /** The answer to {@link Confirm}. */
    record Confirmed(long number) implements Message {}

    /** Bytes it takes, in the way of an estimate: the payload and what goes around it. */
    default int size() {
        int overhead = 32;
        if (this instanceof Authentication authentication) {
            return overhead + authentication.bytes().remaining();
        }
        return this instanceof Payload payload ? overhead + payload.bytes().remaining() : overhead;
    }
}
