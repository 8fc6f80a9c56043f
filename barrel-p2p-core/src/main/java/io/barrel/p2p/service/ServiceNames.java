package io.barrel.p2p.service;

import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.wire.Bounds;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Checks of what is registered, and the addresses of services. */
public final class ServiceNames {

    private static final String ADDRESS = Messaging.RESERVED_PREFIX + "service:";

    private ServiceNames() {}

    /**
     * A service as an application may register it.
     *
     * @throws IllegalArgumentException if the name or the metadata is out of bounds
     */
    public static void require(String service, Map<String, String> metadata) {
        if (!isName(service)) {
            throw new IllegalArgumentException("a service's name has 1 to " + ServiceRegistry.MAX_NAME
                    + " bytes of UTF-8 and no control characters, unlike " + service);
        }
        int bytes = Bounds.bytes(metadata);
        if (bytes > ServiceRegistry.MAX_METADATA) {
            throw new IllegalArgumentException("the metadata of a service has at most " + ServiceRegistry.MAX_METADATA
                    + " bytes, that of " + service + " has " + bytes);
        }
    }

    static boolean isName(String service) {
        int length = service.getBytes(StandardCharsets.UTF_8).length;
        return length > 0
                && length <= ServiceRegistry.MAX_NAME
                && service.chars().noneMatch(Character::isISOControl);
    }

    /** Where calls of a service are handled. */
    public static String address(String service) {
        return ADDRESS + service;
    }
}
