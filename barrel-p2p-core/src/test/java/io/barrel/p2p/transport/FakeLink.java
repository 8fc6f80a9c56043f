package io.barrel.p2p.transport;

import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import io.barrel.p2p.wire.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A link that records what is done to it. */
public final class FakeLink implements Link {

    long rttMillis = 200;
    public final List<Frame> sent = new ArrayList<>();

    public @Nullable CloseReason closed;

    boolean watched;

    /** How long ago its peer was heard. */
    public LongSupplier silence = () -> 0;

    /** What waits on each of its lanes. */
    public long waiting;

    /** Whether the certificate it was made with was replaced. */
    public boolean outdated;

    private @Nullable Route route;
    private final long id;
    private final NodeId peer;
    private final boolean dialled;
    private final Session session;

    /** A link over others. */
    public static FakeLink over(Route route) {
        FakeLink link = new FakeLink(1, route.target(), true, 1, 0);
        link.route = route;
        return link;
    }

    /** A link to a peer. */
    public static FakeLink to(NodeId peer) {
        return new FakeLink(1, peer, true, 1, 0);
    }

    FakeLink(long id, NodeId peer, boolean dialled, long incarnation, long replaces) {
        this.id = id;
        this.peer = peer;
        this.dialled = dialled;
        this.session = new Session(
                1, 1, List.of(), new PeerAddress("127.0.0.1", 9_000), incarnation, replaces, 64, "default", Map.of());
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public NodeId peer() {
        return peer;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Assurance assurance() {
        return Assurance.IDENTITY;
    }

    @Override
    public boolean isOutdated() {
        return outdated;
    }

    @Override
    public boolean dialled() {
        return dialled;
    }

    @Override
    public Optional<Route> route() {
        return Optional.ofNullable(route);
    }

    @Override
    public PeerAddress remoteAddress() {
        return session.address();
    }

    @Override
    public void send(Frame frame) {
        sent.add(frame);
    }

    @Override
    public void send(int lane, Frame frame) {
        sent.add(frame);
    }

    @Override
    public long waiting(int lane) {
        return waiting;
    }

    @Override
    public void watch(boolean on) {
        watched = on;
    }

    @Override
    public void close(CloseReason reason) {
        closed = reason;
    }

    @Override
    public void confirm(Runnable confirmed) {
        confirmed.run();
    }

    @Override
    public long waiting() {
        return 0;
    }

    @Override
    public long silence() {
        return silence.getAsLong();
    }

    @Override
    public LinkStatistics statistics() {
        return new LinkStatistics(Instant.EPOCH, TimeUnit.MILLISECONDS.toNanos(rttMillis), 0, 0, 0, 0);
    }
}
