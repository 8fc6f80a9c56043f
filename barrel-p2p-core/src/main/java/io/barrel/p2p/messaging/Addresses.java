package io.barrel.p2p.messaging;

import java.nio.charset.StandardCharsets;

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
