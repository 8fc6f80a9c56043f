package io.barrel.p2p.transport.quic;

import io.barrel.p2p.security.Authenticator;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.TransportConfig;
import io.barrel.p2p.transport.TransportListener;
import io.barrel.p2p.wire.Route;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one transport, what they have in common, and their counts. Confined to the loop; the counts may be
 * read by any thread.
 */
final class Connections {

    private final TransportConfig config;
    private final Tls tls;
    private @Nullable Authenticator authenticator;
    private @Nullable TransportListener listener;
    private final EventLoop eventLoop;
    private final HandshakeLog handshakeLog;
    private final Function<InetSocketAddress, Optional<Route>> routes;

    private final Set<QuicConnection> open = new LinkedHashSet<>();
    private final Set<QuicLink> linked = new LinkedHashSet<>();
    private boolean closing;
    private Runnable whenUnlinked = () -> {};

    private volatile int pendingInbound;
    private volatile int pending;
    private volatile int links;
    private volatile long framesIgnored;
    private volatile long framesMalformed;
    private volatile long handshakesShed;
    private volatile long preambleDropped;

    Connections(
            TransportConfig config,
            Tls tls,
            EventLoop eventLoop,
            HandshakeLog handshakeLog,
            Function<InetSocketAddress, Optional<Route>> routes) {
        this.routes = routes;
        this.config = config;
        this.tls = tls;
        this.handshakeLog = handshakeLog;
        this.eventLoop = eventLoop;
    }

    void open(Authenticator authenticator, TransportListener listener) {
        this.authenticator = authenticator;
        this.listener = new GuardedListener(listener);
    }

    TransportConfig config() {
        return config;
    }

    Tls tls() {
        return tls;
    }

    Authenticator authenticator() {
        return Objects.requireNonNull(authenticator, "not open");
    }

    TransportListener listener() {
        return Objects.requireNonNull(listener, "not open");
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    HandshakeLog handshakeLog() {
        return handshakeLog;
    }

    /** The route that a remote address stands for. */
    Optional<Route> route(InetSocketAddress remote) {
        return routes.apply(remote);
    }

    boolean isClosing() {
        return closing;
    }

    void opened(QuicConnection connection) {
        open.add(connection);
        count(connection, 1);
    }

    void linked(QuicConnection connection, QuicLink link) {
        count(connection, -1);
        linked.add(link);
        links = linked.size();
    }

    /** A connection that had not become a link has ended. */
    void closed(QuicConnection connection) {
        if (open.remove(connection)) {
            count(connection, -1);
        }
    }

    /** A link has ended. */
    void closed(QuicConnection connection, QuicLink link) {
        open.remove(connection);
        linked.remove(link);
        links = linked.size();
        if (closing && linked.isEmpty()) {
            whenUnlinked.run();
        }
    }

    /** Says goodbye on every link and drops what is pending; runs the task, at once or later, when no link is left. */
    void closeAll(CloseReason reason, Runnable task) {
        closing = true;
        whenUnlinked = task;
        for (QuicConnection connection : List.copyOf(open)) {
            connection.closePolitely(reason);
        }
        if (linked.isEmpty()) {
            task.run();
        }
    }

    /** Closes what is left, without a goodbye. */
    void dropAll(CloseReason reason) {
        for (QuicConnection connection : List.copyOf(open)) {
            connection.close(reason, "the transport closes");
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    private void count(QuicConnection connection, int change) {
        pending += change;
        if (!connection.dialled()) {
            pendingInbound += change;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    void frameIgnored() {
        framesIgnored++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    void frameMalformed() {
        framesMalformed++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    void handshakeShed() {
        handshakesShed++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    void preambleDropped() {
        preambleDropped++;
    }

    int pendingInboundCount() {
        return pendingInbound;
    }

    int pendingCount() {
        return pending;
    }

    int linkCount() {
        return links;
    }

    long framesIgnoredCount() {
        return framesIgnored;
    }

    long framesMalformedCount() {
        return framesMalformed;
    }

    long handshakesShedCount() {
        return handshakesShed;
    }

    long preambleDroppedCount() {
        return preambleDropped;
    }
}
