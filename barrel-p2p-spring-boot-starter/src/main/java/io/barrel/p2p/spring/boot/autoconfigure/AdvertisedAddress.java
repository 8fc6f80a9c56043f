package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.PeerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code advertise-address}: {@code host} or {@code host:port}. An IPv6 address stands in brackets when a port
 * follows, else with or without.
 *
 * @param host null if nothing is set; not checked further, the core does that
 * @param port 0 if none is written
 */
record AdvertisedAddress(@Nullable String host, int port) {

    /**
     * Reads the property.
     *
     * @throws InvalidConfigurationException if what follows the host is no port
     */
    static AdvertisedAddress parse(@Nullable String text) {
        if (text == null || !hasPort(text)) {
            return new AdvertisedAddress(text == null ? null : withoutBrackets(text), 0);
        }
        try {
            PeerAddress address = PeerAddress.parse(text);
            return new AdvertisedAddress(address.host(), address.port());
        } catch (MalformedInputException e) {
            InvalidConfigurationException refused = new InvalidConfigurationException(
                    "advertise-address",
                    text,
                    "must have the form host or host:port, an IPv6 address in brackets before a port: "
                            + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    /** Several colons and no bracket are an IPv6 address alone. */
    private static boolean hasPort(String text) {
        return text.startsWith("[")
                ? !text.endsWith("]")
                : text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':');
    }

    private static String withoutBrackets(String text) {
        return text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    }
}
