package io.barrel.p2p.transport;

import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * One UDP socket over which authenticated links to peers are dialled and accepted. Everything is
 * called on the {@link #loop}, except what says otherwise.
 */
public interface Transport extends AutoCloseable {

    /** The address the socket is bound to; its port is the real one where 0 was asked for. Any thread. */
    PeerAddress boundAddress();

    /** The loop of this transport, on which its {@link TransportListener} is called. Any thread. */
    Loop loop();

    /**
     * Dials a peer. Ends in exactly one call of {@link TransportListener#linkUp} or {@link TransportListener#dialFailed}
     * with this request, never within this call.
     */
    void dial(DialRequest request);

    /**
     * Takes a packet that other nodes passed on, as if it had come from the socket; what it leads to happens after this call.
     *
     * @param route from this node to the one the packet comes from
     * @param packet is copied
     */
    void receive(Route route, ByteBuffer packet);

    /**
     * Presents another certificate on every connection that begins after this call; those that are open keep theirs, and their
     * links are {@link Link#isOutdated}. Any thread.
     *
     * @param key the key of the certificate
     * @param certificate no other node may use it
     * @throws IllegalArgumentException if TLS cannot use them; the certificate before stays
     */
    void certificate(PrivateKey key, X509Certificate certificate);

    /** Counts since start. Any thread. */
    TransportStatistics statistics();

    /**
     * Says goodbye on every link with the reason, waits for acknowledgements for at most {@code graceMillis}, then closes
     * the socket and the loop. Any thread but the loop; returns when the socket is closed; idempotent.
     */
    void close(CloseReason reason, long graceMillis);

    @Override
    default void close() {
        close(CloseReason.SHUTDOWN, 500);
    }
}
