package io.barrel.p2p.messaging;

import io.barrel.p2p.wire.Bounds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Checks of addresses. */
public final class Addresses {

    private Addresses() {}

    /**
     * An address to which a message may be sent.
     *
     * @throws IllegalArgumentException if it is empty or longer than {@link Messaging#MAX_ADDRESS} bytes
     */
    public static void require(String address) {
        int length = address.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > Messaging.MAX_ADDRESS) {
            throw new IllegalArgumentException(
                    "an address has 1 to " + Messaging.MAX_ADDRESS + " bytes of UTF-8, this one has " + length);
        }
    }

    /**
     * A context that may go with a message.
     *
     * @throws IllegalArgumentException if it is larger than 4,096 bytes of keys and values
     */
    public static void requireContext(Map<String, String> context) {
        int bytes = Bounds.bytes(context);
        if (bytes > MessageCodec.MAX_CONTEXT) {
            throw new IllegalArgumentException(
                    "a context has at most " + MessageCodec.MAX_CONTEXT + " bytes, this one has " + bytes);
        }
    }

    /**
     * A time that a message may be given.
     *
     * @throws IllegalArgumentException if it is less than 1 ms or more than {@link Messaging#MAX_TIMEOUT}
     */
    public static void requireTimeout(Duration timeout) {
        if (timeout.compareTo(Messaging.MAX_TIMEOUT) > 0 || timeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "a message is given 1 ms to " + Messaging.MAX_TIMEOUT + ", not " + timeout);
        }
    }

    /**
     * An address that an application may handle.
     *
     * @throws IllegalArgumentException if it is out of bounds or reserved
     */
    public static void requireUserAddress(String address) {
        require(address);
        if (address.startsWith(Messaging.RESERVED_PREFIX)) {
            throw new IllegalArgumentException("addresses that begin with " + Messaging.RESERVED_PREFIX
                    + " are the cluster's own, choose another than " + address);
        }
    }
}
