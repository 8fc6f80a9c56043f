package io.barrel.p2p;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Session;
import io.barrel.p2p.wire.SessionCodec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a node is told to tell of itself before it meets anybody: a peer would refuse it, or dial in vain. */
final class Advertisement {

    private static final int MAX_HOST = 255;

    private Advertisement() {}

    /**
     * Refuses what nobody could dial.
     *
     * @param host an address or a name; null if it is to be found
     * @param port 0 if it is the bound one
     * @throws InvalidConfigurationException naming {@code advertise-address}
     */
    static void checkAddress(@Nullable String host, int port) {
        if (port < 0 || port > 65_535) {
            throw refused(
                    host == null ? port : host + ":" + port, "must name a UDP port from 1 to 65535, or none", null);
        }
        if (host == null) {
            return;
        }
        PeerAddress address;
        try {
            address = new PeerAddress(host, port == 0 ? 1 : port);
        } catch (MalformedInputException e) {
            throw refused(
                    host,
                    "must be a host name or IP address, with a port if peers are to dial another than listen-port",
                    e);
        }
        // A literal is looked up nowhere, and a host with a colon can be nothing else.
        boolean literal = host.indexOf(':') >= 0 || host.equals("0.0.0.0");
        if (literal && isNoPlace(host)) {
            throw refused(
                    port == 0 ? host : address, "must be an address that peers can dial, such as 192.0.2.7", null);
        }
    }

    private static boolean isNoPlace(String literal) {
        try {
            return InetAddress.getByName(literal).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }

    /**
     * Refuses metadata that no peer would take.
     *
     * @throws InvalidConfigurationException naming {@code metadata}
     */
    static void checkMetadata(Map<String, String> metadata) {
        // The longest of everything that travels with it.
        Session widest = new Session(
                Session.PROTOCOL_VERSION,
                Session.PROTOCOL_VERSION,
                List.of(),
                new PeerAddress("h".repeat(MAX_HOST), 65_535),
                -1,
                -1,
                Integer.MAX_VALUE,
                "€".repeat(Limits.MAX_CLUSTER_NAME),
                metadata);
        try {
            SessionCodec.encode(widest);
        } catch (MalformedInputException e) {
            InvalidConfigurationException refusal = new InvalidConfigurationException(
                    "metadata",
                    metadata.size() + " pairs",
                    "must be shorter or fewer, at most " + Limits.MAX_METADATA + " bytes of keys and values: "
                            + e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }

    private static InvalidConfigurationException refused(
            Object value, String problem, @Nullable MalformedInputException cause) {
        InvalidConfigurationException refusal = new InvalidConfigurationException("advertise-address", value, problem);
        if (cause != null) {
            refusal.initCause(cause);
        }
        return refusal;
    }
}
