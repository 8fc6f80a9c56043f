package io.barrel.p2p.replica;

import io.barrel.p2p.wire.MalformedInputException;
import java.nio.charset.StandardCharsets;

/**
 * A message and the replica it is about: a frame of protocol 4.
 *
 * @param replica the name of the replica, the same at every node; 1 to {@link #MAX_NAME} bytes of UTF-8
 * @param message the message
 */
public record ReplicaFrame(String replica, ReplicaMessage message) {

    /** The longest name of a replica, in bytes. */
    public static final int MAX_NAME = 64;

    /**
     * Checks the name.
     *
     * @throws MalformedInputException if it is empty or too long
     */
    public ReplicaFrame {
        int length = replica.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAX_NAME) {
            throw new MalformedInputException(
                    "the name of a replica has 1 to " + MAX_NAME + " bytes, this one " + length);
        }
    }
}
