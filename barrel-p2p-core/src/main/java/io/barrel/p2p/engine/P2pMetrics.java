package io.barrel.p2p.engine;

import io.barrel.p2p.engine.NodeStatistics.MessageType;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.replica.ReplicaPolicy;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.security.AuthStatistics;
import io.barrel.p2p.security.AuthStatus;
import io.barrel.p2p.security.HandshakeReport;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.transport.TransportStatistics;
import io.barrel.p2p.wire.AuthFailure;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The meters of a node (docs/reference/metrics.md). Tags are bounded: never a peer, an address or a key. */
public final class P2pMetrics implements MeterBinder {

    private static final String PREFIX = "barrel.p2p.";

    private final NodeStatistics statistics;
    private final AuthStatistics authStatistics;
    private final Supplier<Views> views;
    private final Roster roster;
    private final Supplier<List<Connection>> connections;
    private final Supplier<TransportStatistics> transport;
    private final Supplier<Optional<AuthStatus>> authentication;
    private final Clock clock;
    private final Supplier<Number> revocations;

    /** Meters over live objects; the suppliers must not block. */
    public P2pMetrics(
            NodeStatistics statistics,
            AuthStatistics authStatistics,
            Supplier<Views> views,
            Roster roster,
            Supplier<List<Connection>> connections,
            Supplier<TransportStatistics> transport,
            Supplier<Optional<AuthStatus>> authentication,
            Clock clock,
            Supplier<Number> revocations) {
        this.statistics = statistics;
        this.authStatistics = authStatistics;
        this.views = views;
        this.roster = roster;
        this.connections = connections;
        this.transport = transport;
        this.authentication = authentication;
        this.clock = clock;
        this.revocations = revocations;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindMembership(registry);
        bindMessages(registry);
        bindGossip(registry);
        bindMessaging(registry);
        bindRoster(registry);
        bindAuthentication(registry);
        bindTransport(registry);
        counter(registry, "events.dropped", statistics.eventsDropped, "Events no listener got, the queue being full");
    }

    private void bindMembership(MeterRegistry registry) {
        counter(registry, "hyparview.peer.up", statistics.peersUp, "Peers that entered the active view");
        for (DownReason reason : DownReason.values()) {
            counter(
                    registry,
                    "hyparview.peer.down",
                    statistics.down(reason),
                    "Peers that left the active view",
                    "reason",
                    reason.word());
        }
        counter(registry, "hyparview.joined", statistics.joined, "Times this node joined an overlay");
        counter(registry, "hyparview.left", statistics.left, "Times this node left the overlay on request");
        counter(registry, "hyparview.shuffle", statistics.shuffles, "Shuffle periods that passed");
        counter(registry, "hyparview.pending.timeout", statistics.pendingTimeouts, "Proposals nobody answered in time");
        view(registry, "active", now -> now.active().size());
        view(registry, "passive", now -> now.passive().size());
    }

    private void view(MeterRegistry registry, String view, ToDoubleFunction<Views> size) {
        Gauge.builder(PREFIX + "hyparview.view", views, source -> size.applyAsDouble(source.get()))
                .description("Peers in a view")
                .tag("view", view)
                .register(registry);
    }

    private void bindMessages(MeterRegistry registry) {
        statistics.outcomes.forEach((type, outcomes) -> {
            message(registry, type, "ok", outcomes.ok());
            message(registry, type, "malformed", outcomes.malformed());
            message(registry, type, "ignored", outcomes.ignored());
        });
    }

    private static void message(MeterRegistry registry, MessageType type, String outcome, LongAdder count) {
        counter(registry, "messages", count, "Frames received", "type", type.word(), "outcome", outcome);
    }

    private void bindGossip(MeterRegistry registry) {
        counter(registry, "plumtree.gossip.sent", statistics.gossipSent, "Broadcasts sent in full to a peer");
        counter(registry, "plumtree.gossip.received", statistics.gossipReceived, "Broadcasts received in full");
        counter(
                registry,
                "plumtree.ihave.sent",
                statistics.ihaveSent,
                "Announcements sent, each of up to 256 broadcasts");
        counter(registry, "plumtree.graft.sent", statistics.graftSent, "Edges of the tree asked for");
        counter(registry, "plumtree.prune.sent", statistics.pruneSent, "Edges of the tree given up");
        counter(registry, "plumtree.dropped", statistics.gossipDropped, "Broadcasts a subscriber was too slow for");
    }

    private static final String RELAYED = "Packets of relayed links sent on, of this node and of others";

    private void bindMessaging(MeterRegistry registry) {
        counter(registry, "dist.gc.reap", statistics.channelsReaped, "Links closed because nobody needed them");
        counter(
                registry,
                "router.request.dropped",
                statistics.routeRequestsDropped,
                "Requests for routes that were not looked into because too many were");
        counter(
                registry,
                "service.proxy.cast.dropped",
                statistics.castsDropped,
                "Messages refused because too many were on their way to a node over others");
        counter(registry, "relay.packets", statistics.packetsRelayed, RELAYED, "outcome", "ok");
        counter(registry, "relay.packets", statistics.packetsDropped, RELAYED, "outcome", "dropped");
        statistics.requests.addListener((request, failure, nanos) -> Timer.builder(PREFIX + "request.duration")
                .description("From sending to arrival of a message, or of the reply to a request, or to its failure")
                .publishPercentileHistogram()
                .tags("kind", request ? "request" : "message", "outcome", failure == null ? "ok" : failure.word())
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS));
    }

    private void bindRoster(MeterRegistry registry) {
        for (MemberStatus status : MemberStatus.values()) {
            Gauge.builder(PREFIX + "roster.members", roster, source -> source.count(status))
                    .description("Members of the cluster")
                    .tag("status", status.word())
                    .register(registry);
        }
        statistics.suspicions.forEach((reason, count) -> counter(
                registry, "roster.suspicions", count, "Times a member became suspect", "reason", reason.word()));
        for (ReplicaPolicy.Refusal refusal : ReplicaPolicy.Refusal.values()) {
            counter(
                    registry,
                    "refused",
                    statistics.refused(refusal),
                    "News of other nodes that were not taken in",
                    "refusal",
                    refusal.word());
        }
    }

    private void bindAuthentication(MeterRegistry registry) {
        for (boolean incoming : new boolean[] {true, false}) {
            for (boolean ok : new boolean[] {true, false}) {
                FunctionCounter.builder(
                                PREFIX + "dist.auth.attempts", authStatistics, counts -> attempts(counts, incoming, ok))
                        .description("Handshakes ended")
                        .tags("role", role(incoming), "outcome", outcome(ok))
                        .register(registry);
            }
        }
        for (AuthFailure failure : AuthFailure.values()) {
            if (failure != AuthFailure.SELF) {
                FunctionCounter.builder(
                                PREFIX + "dist.auth.failures", authStatistics, counts -> counts.failures(failure))
                        .description("Handshakes failed")
                        .tag("reason", failure.word())
                        .register(registry);
            }
        }
        authStatistics.addListener(report -> record(registry, report));
        Gauge.builder(PREFIX + "tls.certificate.expiry", authentication, this::secondsToExpiry)
                .description("Time until the TLS certificate expires")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(PREFIX + "revocations", revocations)
                .description("Revocations in force on this node")
                .strongReference(true)
                .register(registry);
    }

    private static void record(MeterRegistry registry, HandshakeReport report) {
        if (report.failure() == AuthFailure.SELF) {
            return;
        }
        Timer.builder(PREFIX + "dist.auth.duration")
                .description("From the QUIC connection to the end of the handshake")
                .publishPercentileHistogram()
                .tags("role", role(report.incoming()), "outcome", outcome(report.failure() == null))
                .register(registry)
                .record(Duration.ofNanos(report.durationNanos()));
    }

    private void bindTransport(MeterRegistry registry) {
        bytes(registry, "transport.sent", "UDP payload sent", TransportStatistics::bytesSent);
        bytes(registry, "transport.received", "UDP payload received", TransportStatistics::bytesReceived);
        connections(registry, "active", () -> count(true));
        connections(registry, "idle", () -> count(false));
        connections(registry, "pending", () -> transport.get().pendingHandshakes());
        FunctionCounter.builder(
                        PREFIX + "streams.preamble.dropped",
                        transport,
                        now -> now.get().preambleDropped())
                .description("Streams refused for their preamble")
                .register(registry);
        FunctionCounter.builder(
                        PREFIX + "transport.frames.malformed",
                        transport,
                        now -> now.get().framesMalformed())
                .description("Frames that are none, together with whose link they were refused")
                .register(registry);
        FunctionCounter.builder(
                        PREFIX + "transport.handshakes.shed",
                        transport,
                        now -> now.get().handshakesShed())
                .description("Inbound connections refused because too many were pending")
                .register(registry);
    }

    private void bytes(
            MeterRegistry registry, String name, String description, ToDoubleFunction<TransportStatistics> count) {
        FunctionCounter.builder(PREFIX + name, transport, source -> count.applyAsDouble(source.get()))
                .description(description)
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
    }

    private static void connections(MeterRegistry registry, String state, Supplier<Number> count) {
        Gauge.builder(PREFIX + "dist.connections", count)
                .description("Connections to peers")
                .tag("state", state)
                .strongReference(true)
                .register(registry);
    }

    private long count(boolean active) {
        return connections.get().stream()
                .filter(connection -> connection.active() == active)
                .count();
    }

    private static void counter(
            MeterRegistry registry, String name, LongAdder count, String description, String... tags) {
        FunctionCounter.builder(PREFIX + name, count, LongAdder::doubleValue)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private static double attempts(AuthStatistics counts, boolean incoming, boolean ok) {
        AuthStatus.Attempts attempts = incoming ? counts.incoming() : counts.outgoing();
        return ok ? attempts.ok() : attempts.fail();
    }

    private double secondsToExpiry(Supplier<Optional<AuthStatus>> authentication) {
        return authentication
                .get()
                .map(status -> (double)
                        Duration.between(clock.instant(), status.certificate().notAfter())
                                .toSeconds())
                .orElse(Double.NaN);
    }

    private static String role(boolean incoming) {
        return incoming ? "server" : "client";
    }

    private static String outcome(boolean ok) {
        return ok ? "ok" : "fail";
    }
}
