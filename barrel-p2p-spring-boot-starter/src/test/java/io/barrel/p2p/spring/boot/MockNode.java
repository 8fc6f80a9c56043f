package io.barrel.p2p.spring.boot;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.Neighbour;
import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.engine.NodeState;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.gossip.GossipListener;
import io.barrel.p2p.gossip.GossipStatus;
import io.barrel.p2p.membership.Membership;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingStatus;
import io.barrel.p2p.revocation.Revocation;
import io.barrel.p2p.revocation.Revocations;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.roster.Suspicion;
import io.barrel.p2p.security.AuthStatus;
import io.barrel.p2p.security.KeyRotation;
import io.barrel.p2p.security.KeySuccession;
import io.barrel.p2p.security.Pin;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.security.RotationResult;
import io.barrel.p2p.security.TrustMode;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.transport.LinkStatistics;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.mockito.Mockito;

/** A node without an engine: what it answers is fixed, what it is asked is recorded. */
public final class MockNode {

    public static final NodeId SELF = NodeId.of("orders@a");
    public static final NodeId ACTIVE = NodeId.of("orders@b");
    public static final NodeId PASSIVE = NodeId.of("orders@c");
    public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    public static final PublicKey KEY = PublicKey.of(new byte[32]);
    public static final Pin PIN = new Pin(ACTIVE, KEY, START, null, Pin.Source.TOFU);
    public static final Revocation REVOCATION = new Revocation(
            PASSIVE,
            List.of("ab".repeat(32)),
            "laptop stolen",
            START,
            SELF,
            "cd".repeat(32),
            Revocation.Effect.IN_FORCE);
    public static final Views VIEWS = new Views(
            List.of(new Views.Active(new Peer(ACTIVE, address(2)), START, Duration.ofNanos(1_500_000))),
            List.of(new Views.Passive(new Peer(PASSIVE, address(3)), START, 2)),
            5,
            30);

    public final BarrelP2p node = mock();
    public final Membership membership = mock();
    public final Gossip gossip = mock();
    public final Messaging messaging = mock();
    public final MockServices services = new MockServices();
    public final Roster roster = mock();
    public final TrustStore trustStore = mock();
    public final Revocations revocations = mock();
    public final KeyRotation keyRotation = mock();
    public final List<Consumer<? super P2pEvent>> listeners = new CopyOnWriteArrayList<>();
    public final List<Subscribed> subscribers = new CopyOnWriteArrayList<>();
    public final Map<String, MessageHandler> handlers = new ConcurrentHashMap<>();

    private final AtomicBoolean running = new AtomicBoolean();
    private volatile NodeState state = NodeState.JOINED;

    public MockNode() {
        stub();
    }

    /** Makes it a running node that was asked nothing; subscriptions stay. */
    public void reset() {
        Mockito.reset(
                node, membership, gossip, messaging, services.registry, roster, trustStore, revocations, keyRotation);
        stub();
        state = NodeState.JOINED;
        running.set(true);
    }

    private void stub() {
        given(node.membership()).willReturn(membership);
        given(node.gossip()).willReturn(gossip);
        given(node.messaging()).willReturn(messaging);
        given(node.services()).willReturn(services.registry);
        given(node.roster()).willReturn(roster);
        services.stub();
        given(node.trustStore()).willReturn(trustStore);
        given(node.keyRotation()).willReturn(keyRotation);
        given(node.revocations()).willReturn(revocations);
        given(revocations.all()).willReturn(List.of(REVOCATION));
        given(revocations.revoke(any(), any())).willReturn(CompletableFuture.completedStage(REVOCATION));
        given(node.node()).willAnswer(call -> info());
        doAnswer(call -> {
                    running.set(true);
                    return null;
                })
                .when(node)
                .start();
        doAnswer(call -> {
                    running.set(false);
                    return null;
                })
                .when(node)
                .stop();
        given(node.subscribe(any())).willAnswer(call -> {
            Consumer<? super P2pEvent> listener = call.getArgument(0);
            listeners.add(listener);
            Subscription end = () -> listeners.remove(listener);
            return end;
        });
        given(node.neighbours(any(), any()))
                .willReturn(CompletableFuture.completedStage(
                        List.of(new Neighbour(ACTIVE, Duration.ofNanos(1_500_000), true))));
        given(node.leave()).willReturn(CompletableFuture.completedStage(VIEWS));
        given(node.metrics()).willReturn(registry -> registry.counter("barrel.p2p.events.dropped"));
        answers();
        gossip();
        messaging();
        roster();
    }

    private void gossip() {
        given(gossip.status()).willReturn(new GossipStatus(List.of(ACTIVE), List.of(PASSIVE), 3, 4_000, 2));
        given(gossip.subscribe(any(), any())).willAnswer(call -> {
            Subscribed subscribed = new Subscribed(call.getArgument(0), call.getArgument(1));
            subscribers.add(subscribed);
            Subscription end = () -> subscribers.remove(subscribed);
            return end;
        });
    }

    private void messaging() {
        given(messaging.status()).willReturn(new MessagingStatus(1, 2, 3));
        given(messaging.handle(any(), any())).willAnswer(call -> {
            String address = call.getArgument(0);
            MessageHandler handler = call.getArgument(1);
            if (handlers.putIfAbsent(address, handler) != null) {
                throw new IllegalStateException("messages to " + address + " have a handler");
            }
            Subscription end = () -> handlers.remove(address, handler);
            return end;
        });
    }

    private void roster() {
        Member alive = new Member(
                SELF, 7, MemberStatus.ALIVE, address(1), Map.of("region", "eu"), START.plusSeconds(1), null, null);
        Member dead = new Member(
                PASSIVE,
                8,
                MemberStatus.DEAD,
                address(3),
                Map.of(),
                START.plusSeconds(2),
                ACTIVE,
                SuspicionReason.PROBE_FAILED);
        Suspicion confirmed = new Suspicion(
                PASSIVE,
                8,
                ACTIVE,
                SuspicionReason.PROBE_FAILED,
                START,
                Suspicion.Outcome.CONFIRMED,
                START.plusSeconds(2));
        given(roster.members()).willReturn(List.of(alive, dead));
        given(roster.count(MemberStatus.ALIVE)).willReturn(1);
        given(roster.count(MemberStatus.DEAD)).willReturn(1);
        given(roster.suspicions()).willReturn(List.of(confirmed));
    }

    /** A listener that was subscribed and is not closed. */
    public record Subscribed(String topic, GossipListener listener) {}

    /** Delivers to whoever is subscribed. */
    public void broadcast(String topic, byte[] payload) {
        Broadcast broadcast = new Broadcast(topic, ACTIVE, ByteBuffer.wrap(payload));
        subscribers.stream()
                .filter(subscribed -> subscribed.topic().equals(topic))
                .forEach(subscribed -> subscribed.listener().onBroadcast(broadcast));
    }

    /** Has the handler of an address take a message that wants a reply. */
    public CompletionStage<ByteBuffer> request(String address, byte[] payload) {
        return deliver(new Message(
                ACTIVE, address, ByteBuffer.wrap(payload).asReadOnlyBuffer(), Map.of("key", "value"), true));
    }

    /** Has the handler of its address take a message. */
    public CompletionStage<ByteBuffer> deliver(Message message) {
        MessageHandler handler = handlers.get(message.address());
        if (handler == null) {
            throw new AssertionError("nothing handles messages to " + message.address());
        }
        try {
            return handler.onMessage(message);
        } catch (Exception e) {
            return CompletableFuture.failedStage(e);
        }
    }

    public static PeerAddress address(int host) {
        return new PeerAddress("10.0.0." + host, 9100);
    }

    /** A started node in that state. */
    public static MockNode in(NodeState state) {
        MockNode mock = new MockNode();
        mock.state = state;
        mock.running.set(true);
        return mock;
    }

    public void publish(P2pEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }

    private Optional<NodeInfo> info() {
        return running.get()
                ? Optional.of(new NodeInfo(
                        new Peer(SELF, address(1)), state, START, 7, "ab12", "0.1.0", START, Path.of("/data")))
                : Optional.empty();
    }

    private void answers() {
        given(membership.views()).willReturn(VIEWS);
        given(membership.join(any())).willReturn(CompletableFuture.completedStage(VIEWS));
        given(trustStore.pins()).willReturn(List.of(PIN));
        given(trustStore.find(ACTIVE)).willReturn(Optional.of(PIN));
        given(trustStore.pin(any(), any(), any()))
                .willAnswer(
                        call -> new Pin(call.getArgument(0), call.getArgument(1), START, null, call.getArgument(2)));
        given(trustStore.remove(ACTIVE)).willReturn(true);
        given(keyRotation.rotateIdentity()).willReturn(rotation("cafe", false));
        given(keyRotation.rotateCertificate()).willReturn(rotation("beef", false));
        given(keyRotation.rollbackIdentity()).willReturn(rotation("0cafe", false));
        given(keyRotation.rollbackCertificate()).willReturn(rotation("0beef", false));
        given(node.connections())
                .willReturn(List.of(new Connection(
                        ACTIVE,
                        address(2),
                        List.of(),
                        true,
                        true,
                        Assurance.COOKIE_ONLY,
                        9,
                        new LinkStatistics(START, 1_500_000, 10, 20, 1, 2))));
        given(node.authentication()).willReturn(Optional.of(authentication()));
    }

    private static RotationResult rotation(String fingerprint, boolean restart) {
        return new RotationResult(
                Path.of("/data/node.key"), Path.of("/data/node.pub"), Path.of("/data/backups/1"), fingerprint, restart);
    }

    private static AuthStatus authentication() {
        return new AuthStatus(
                true,
                TrustMode.TOFU,
                KeySuccession.ACCEPT,
                1,
                new AuthStatus.Attempts(3, 1),
                new AuthStatus.Attempts(2, 0),
                Map.of(AuthFailure.KEY_MISMATCH, 1L),
                new AuthStatus.Durations(1.5, 2.5, 9),
                new AuthStatus.Identity(KEY, START),
                new AuthStatus.Certificate("cd34", START, START.plusSeconds(60)));
    }
}
