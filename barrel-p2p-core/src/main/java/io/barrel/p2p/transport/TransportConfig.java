package io.barrel.p2p.transport;

import io.barrel.p2p.error.InvalidConfigurationException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;

/**
 * How a {@link Transport} is set up.
 *
 * @param bindAddress the address of the UDP socket, an IP literal or a name of this host
 * @param port its port, 0 for any free one
 * @param privateKey the key of the certificate
 * @param certificate this node's TLS certificate; no other node may use it
 * @param link how soon a silent peer is taken for lost
 * @param handshakeTimeout budget of one authentication, from the QUIC connection to the link
 * @param maxPendingHandshakes inbound connections that may be unauthenticated at once, at least 1
 * @param retryAbove pending inbound connections above which new ones must prove their address by a retry token
 */
public record TransportConfig(
        String bindAddress,
        int port,
        PrivateKey privateKey,
        X509Certificate certificate,
        LinkConfig link,
        Duration handshakeTimeout,
        int maxPendingHandshakes,
        int retryAbove) {

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException if a number is out of range
     */
    public TransportConfig {
        if (port < 0 || port > 65_535) {
            throw new InvalidConfigurationException("listen-port", port, "must be a UDP port, or 0 for any free one");
        }
        if (maxPendingHandshakes < 1) {
            throw new InvalidConfigurationException(
                    "transport.max-pending-handshakes", maxPendingHandshakes, "must be at least 1");
        }
        if (retryAbove < 0) {
            throw new InvalidConfigurationException("transport.retry-above", retryAbove, "must not be negative");
        }
        if (handshakeTimeout.toMillis() < 1) {
            throw new InvalidConfigurationException("auth.handshake-timeout", handshakeTimeout, "must be at least 1ms");
        }
    }

    /** As the record's, without the key. */
    @Override
    public String toString() {
        return "TransportConfig[" + bindAddress + ":" + port + ", link=" + link + ", handshakeTimeout="
                + handshakeTimeout + ", maxPendingHandshakes=" + maxPendingHandshakes + ", retryAbove=" + retryAbove
                + "]";
    }
}
