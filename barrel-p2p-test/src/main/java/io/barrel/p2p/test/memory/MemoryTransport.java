package io.barrel.p2p.test.memory;

import io.barrel.p2p.security.Authenticator;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.transport.TransportConfig;
import io.barrel.p2p.transport.TransportListener;
import io.barrel.p2p.transport.TransportStatistics;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The transport of one life of a node. What takes a while takes virtual time. */
final class MemoryTransport implements Transport {

    private static final int KNOCK_BYTES = 1_200;

    private final MemoryNetwork network;
    private final MemoryHost host;
    private final MemoryLoop loop;
    private final TransportConfig config;
    private volatile byte[] certificate;
    private final Set<MemoryConnection> open = new LinkedHashSet<>();
    private final Set<MemoryDial> dials = new LinkedHashSet<>();
    private final Map<MemoryConnection, MemoryConnection> accepted = new LinkedHashMap<>();

    private @Nullable Authenticator authenticator;
    private @Nullable TransportListener listener;
    private boolean closing;
    private boolean finishing;
    private boolean closed;
    private long bytesSent;
    private long bytesReceived;
    private long shed;

    MemoryTransport(MemoryNetwork network, MemoryHost host, Life life, TransportConfig config) {
        this.network = network;
        this.host = host;
        this.loop = new MemoryLoop(life);
        this.config = config;
        this.certificate = encoded(config.certificate());
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("The certificate cannot be encoded", e);
        }
    }

    static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    void open(Authenticator with, TransportListener hears) {
        authenticator = with;
        listener = hears;
    }

    Authenticator authenticator() {
        return Objects.requireNonNull(authenticator, "not open");
    }

    TransportListener listener() {
        return Objects.requireNonNull(listener, "not open");
    }

    MemoryLoop memoryLoop() {
        return loop;
    }

    TransportConfig config() {
        return config;
    }

    Clock clock() {
        return host.clock();
    }

    /** This node's certificate, as TLS shows it to the peers of connections that begin now; the same array until it changes. */
    byte[] certificate() {
        return certificate;
    }

    @Override
    public void certificate(PrivateKey key, X509Certificate changed) {
        certificate = encoded(changed);
    }

    boolean isClosing() {
        return closing;
    }

    @Override
    public PeerAddress boundAddress() {
        return host.address();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void dial(DialRequest request) {
        if (closing || request.route().isPresent()) {
            DialFailure failure = new DialFailure(
                    DialFailure.Kind.REFUSED,
                    null,
                    closing ? "the transport is closing" : "there are no packets to pass on in memory");
            loop.execute(() -> listener().dialFailed(request, failure));
            return;
        }
        MemoryDial dial = new MemoryDial(this, request);
        dials.add(dial);
        dial.start();
    }

    @Override
    public void receive(Route route, ByteBuffer packet) {
        throw new UnsupportedOperationException("no connection in memory takes a route");
    }

    void dialEnded(MemoryDial dial) {
        dials.remove(dial);
    }

    /** The first packet of a connection, sent again where it may have been lost. */
    void knock(MemoryConnection client) {
        MemoryTransport server = network.at(client.remoteAddress());
        if (server != null && !client.isConnected()) {
            send(server, KNOCK_BYTES, () -> server.accept(client));
        }
    }

    private void accept(MemoryConnection client) {
        received(KNOCK_BYTES);
        if (listener == null || closing) {
            return;
        }
        MemoryConnection server = accepted.get(client);
        if (server == null) {
            if (pendingInbound() >= config.maxPendingHandshakes()) {
                shed++;
                return;
            }
            server = new MemoryConnection(this, client.transport().boundAddress(), null);
            accepted.put(client, server);
            server.introduced(client);
        }
        MemoryConnection answering = server;
        send(client.transport(), KNOCK_BYTES, () -> client.connected(answering));
    }

    private long pendingInbound() {
        return open.stream()
                .filter(connection -> !connection.dialled() && !connection.isLink())
                .count();
    }

    void send(MemoryTransport to, int bytes, Runnable packet) {
        bytesSent += bytes;
        network.send(this, to, packet);
    }

    void received(int bytes) {
        bytesReceived += bytes;
    }

    void opened(MemoryConnection connection) {
        open.add(connection);
    }

    void closed(MemoryConnection connection) {
        open.remove(connection);
        if (!connection.dialled()) {
            // Kept until no late knock can open it again.
            loop.schedule(() -> accepted.remove(connection.other()), MemoryDial.LAST_KNOCK);
        }
    }

    @Override
    public TransportStatistics statistics() {
        int links = (int) open.stream().filter(MemoryConnection::isLink).count();
        return new TransportStatistics(
                bytesSent, bytesReceived, links, open.size() - links, dials.size(), 0, 0, shed, 0);
    }

    @Override
    public void close(CloseReason reason, long graceMillis) {
        if (loop.inLoop()) {
            throw new IllegalStateException("close would wait for the loop it is called on");
        }
        if (!closed && !loop.isDead()) {
            loop.execute(() -> beginClose(reason, graceMillis));
            // One turn more than the grace, in which the listener hears how each link ended.
            network.time().advanceUntil(() -> closed, Duration.ofMillis(graceMillis + 1));
        }
        release();
    }

    private void beginClose(CloseReason reason, long graceMillis) {
        if (closing) {
            return;
        }
        closing = true;
        loop.schedule(this::finishClose, graceMillis);
        DialFailure failure = new DialFailure(DialFailure.Kind.REFUSED, null, "the transport is closing");
        List.copyOf(dials).forEach(dial -> dial.abandon(failure));
        List.copyOf(open).forEach(connection -> connection.closePolitely(reason));
        checkClosed();
    }

    /** Ends the wait for the peers when there is none left. */
    void checkClosed() {
        if (closing && open.stream().noneMatch(MemoryConnection::isLink)) {
            loop.execute(this::finishClose);
        }
    }

    private void finishClose() {
        if (!finishing) {
            finishing = true;
            List.copyOf(open).forEach(connection -> connection.close(CloseReason.SHUTDOWN, "the transport closes"));
            loop.execute(this::release);
        }
    }

    private void release() {
        if (!closed) {
            closed = true;
            loop.close();
            network.unbind(host.address(), this);
        }
    }
}
