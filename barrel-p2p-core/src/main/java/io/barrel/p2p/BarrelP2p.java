package io.barrel.p2p;

import io.barrel.p2p.discovery.ContactSpec;
import io.barrel.p2p.engine.NodeEngine;
import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.engine.NodeRuntime;
import io.barrel.p2p.engine.NodeStatistics;
import io.barrel.p2p.engine.P2pMetrics;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.gossip.GossipException;
import io.barrel.p2p.gossip.GossipListener;
import io.barrel.p2p.gossip.GossipStatus;
import io.barrel.p2p.gossip.Subscribers;
import io.barrel.p2p.gossip.Topics;
import io.barrel.p2p.membership.Membership;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.messaging.Handlers;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.revocation.Revocation;
import io.barrel.p2p.revocation.Revocations;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.roster.Suspicion;
import io.barrel.p2p.security.AuthStatistics;
import io.barrel.p2p.security.AuthStatus;
import io.barrel.p2p.security.KeyRotation;
import io.barrel.p2p.security.Pin;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.security.RotationResult;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.transport.TransportStatistics;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member of a peer-to-peer cluster. Safe for use by any thread. It may be started again after {@link #stop}; its parts,
 * subscriptions and counts stay.
 */
public final class BarrelP2p implements AutoCloseable {

    private final BarrelP2pConfig config;
    private final NodeRuntime runtime;
    private final List<Consumer<? super P2pEvent>> listeners = new CopyOnWriteArrayList<>();
    private final NodeStatistics statistics = new NodeStatistics();
    private final AuthStatistics authStatistics = new AuthStatistics();
    private final Subscribers subscribers;
    private final Membership membership = new OfRunningNode();
    private final Gossip gossip = new GossipOfRunningNode();
    private final Handlers handlers = new Handlers();
    private final Messaging messaging;
    private final NodeServiceRegistry services;
    private final Neighbourhood neighbourhood;
    private final Roster roster = new RosterOfRunningNode();
    private final TrustStore trustStore = new TrustStoreOfRunningNode();
    private final Revocations revocations = new RevocationsOfRunningNode();
    private final KeyRotation keyRotation = new KeyRotationOfRunningNode();
    private final MeterBinder metrics;
    private volatile @Nullable NodeEngine engine;

    private BarrelP2p(BarrelP2pConfig config, NodeRuntime runtime) {
        this.config = config;
        this.runtime = runtime;
        this.metrics = new P2pMetrics(
                statistics,
                authStatistics,
                membership::views,
                roster,
                this::connections,
                this::transport,
                this::authentication,
                runtime.clock(),
                () -> running().map(NodeEngine::revocationsInForce).orElse(0));
        this.subscribers = new Subscribers(config.gossip(), statistics.gossipDropped());
        this.messaging = new NodeMessaging(this::running, config.messaging(), handlers);
        this.services = new NodeServiceRegistry(this::running, messaging, handlers, runtime.random());
        this.neighbourhood = new Neighbourhood(membership, gossip, messaging);
        neighbourhood.answer(handlers);
    }

    /** A node of that configuration, not started: no file is touched, no port opened. */
    public static BarrelP2p create(BarrelP2pConfig config) {
        return create(config, new QuicRuntime());
    }

    /** As {@link #create(BarrelP2pConfig)}, in a world of the caller's making. For test kits. */
    public static BarrelP2p create(BarrelP2pConfig config, NodeRuntime runtime) {
        return new BarrelP2p(config, runtime);
    }

    /**
     * Starts the node: locks the data directory, loads or makes its keys, binds the port. Joining goes on in the background.
     * Returns at once if it runs already. Blocks for the time of some disk writes.
     *
     * @throws io.barrel.p2p.error.NodeStartException if it cannot start; nothing stays open
     * @throws io.barrel.p2p.error.InvalidConfigurationException if a contact cannot be read
     */
    public synchronized void start() {
        if (engine == null) {
            engine = new NodeAssembly(config, runtime, listeners, statistics, authStatistics, subscribers, handlers)
                    .start();
            services.offerAll();
        }
    }

    /**
     * Leaves the overlay if it has not been left, says goodbye on every link and releases port and data directory. Blocks for
     * two seconds at most. Does nothing if the node does not run.
     */
    public synchronized void stop() {
        NodeEngine running = engine;
        if (running != null) {
            running.stop();
            engine = null;
        }
    }

    /** As {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    /** The running node; empty while stopped. */
    public Optional<NodeInfo> node() {
        return running().map(NodeEngine::info);
    }

    /** The overlay. The same object over restarts. */
    public Membership membership() {
        return membership;
    }

    /** Broadcasts. The same object over restarts; subscriptions stay. */
    public Gossip gossip() {
        return gossip;
    }

    /** Messages to any member. The same object over restarts; handlers stay. */
    public Messaging messaging() {
        return messaging;
    }

    /** Services by name. The same object over restarts; registrations stay. */
    public ServiceRegistry services() {
        return services;
    }

    /** Who is alive. The same object over restarts; knows nobody while stopped. */
    public Roster roster() {
        return roster;
    }

    /**
     * Asks a member, this node included, for the active view it has now. A link to it is opened if there is none.
     *
     * @param timeout how long to wait, 1 ms to {@link Messaging#MAX_TIMEOUT}
     * @return fails with {@link io.barrel.p2p.messaging.MessagingException}, {@code NO_HANDLER} from an older version, or with
     *     {@link io.barrel.p2p.wire.MalformedInputException} if the answer is none
     */
    public CompletionStage<List<Neighbour>> neighbours(NodeId member, Duration timeout) {
        return neighbourhood.ask(member, timeout);
    }

    /** As {@link Membership#leave}. */
    public CompletionStage<Views> leave() {
        return membership.leave();
    }

    /** The pins. The same object over restarts; throws {@link IllegalStateException} while stopped. */
    public TrustStore trustStore() {
        return trustStore;
    }

    /** Bars nodes from the cluster. The same object over restarts. */
    public Revocations revocations() {
        return revocations;
    }

    /** Rotation of this node's keys. The same object over restarts; throws {@link IllegalStateException} while stopped. */
    public KeyRotation keyRotation() {
        return keyRotation;
    }

    /** How authentication goes; empty while stopped. */
    public Optional<AuthStatus> authentication() {
        return running().map(NodeEngine::authentication);
    }

    /** The links that are up, newest first; empty while stopped. */
    public List<Connection> connections() {
        return running().map(NodeEngine::connections).orElse(List.of());
    }

    /** Counts of the transport since start. */
    public TransportStatistics transport() {
        return running().map(NodeEngine::transport).orElse(TransportStatistics.NONE);
    }

    /**
     * Calls a listener for every event, in order, on the dispatcher's thread. A listener that throws is logged; one that is
     * slow delays the others, and when more than 4,096 events wait the newest are dropped and counted.
     */
    public Subscription subscribe(Consumer<? super P2pEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** The meters of this node (docs/reference/metrics.md), to be bound to any registry. The same object over restarts. */
    public MeterBinder metrics() {
        return metrics;
    }

    private Optional<NodeEngine> running() {
        return Optional.ofNullable(engine);
    }

    private NodeEngine require() {
        return running().orElseThrow(() -> new IllegalStateException("The node is not running: start it first"));
    }

    private final class OfRunningNode implements Membership {

        @Override
        public Views views() {
            return running()
                    .map(NodeEngine::views)
                    .orElseGet(() -> new Views(
                            List.of(),
                            List.of(),
                            config.membership().activeSize(),
                            config.membership().passiveSize()));
        }

        @Override
        public CompletionStage<Views> join(String contact) {
            ContactSpec spec = ContactSpec.parse(contact, config.listenPort());
            return running()
                    .map(node -> node.join(spec))
                    .orElseGet(() -> CompletableFuture.failedFuture(
                            new IllegalStateException("The node is not running: start it before it joins " + contact)));
        }

        @Override
        public CompletionStage<Views> leave() {
            return running().map(NodeEngine::leave).orElseGet(() -> CompletableFuture.completedFuture(views()));
        }
    }

    private final class GossipOfRunningNode implements Gossip {

        @Override
        public CompletionStage<Void> publish(String topic, ByteBuffer payload) {
            Topics.requireUserTopic(topic);
            config.gossip().requireSize(payload.remaining());
            ByteBuffer copy = ByteBuffer.allocate(payload.remaining())
                    .put(payload.duplicate())
                    .flip();
            return running()
                    .map(node -> node.publish(topic, copy))
                    .orElseGet(() -> CompletableFuture.failedFuture(
                            new GossipException("The node is not running: start it before it publishes to " + topic)));
        }

        @Override
        public Subscription subscribe(String topic, GossipListener listener) {
            return subscribers.subscribe(topic, listener);
        }

        @Override
        public GossipStatus status() {
            return running().map(NodeEngine::gossip).orElse(GossipStatus.NONE);
        }
    }

    private final class RosterOfRunningNode implements Roster {

        @Override
        public List<Member> members() {
            return running().map(node -> node.roster().members()).orElse(List.of());
        }

        @Override
        public int count(MemberStatus status) {
            return running().map(node -> node.roster().count(status)).orElse(0);
        }

        @Override
        public Optional<Member> member(NodeId node) {
            return running().flatMap(running -> running.roster().member(node));
        }

        @Override
        public List<Suspicion> suspicions() {
            return running().map(node -> node.roster().suspicions()).orElse(List.of());
        }
    }

    private final class TrustStoreOfRunningNode implements TrustStore {

        @Override
        public Optional<Pin> find(NodeId node) {
            return require().trustStore().find(node);
        }

        @Override
        public List<Pin> pins() {
            return require().trustStore().pins();
        }

        @Override
        public Pin pin(NodeId node, PublicKey publicKey, Pin.Source source) {
            return require().trustStore().pin(node, publicKey, source);
        }

        @Override
        public boolean remove(NodeId node) {
            return require().trustStore().remove(node);
        }

        @Override
        public void seen(NodeId node) {
            require().trustStore().seen(node);
        }
    }

    private final class RevocationsOfRunningNode implements Revocations {

        @Override
        public CompletionStage<Revocation> revoke(NodeId node, String reason) {
            return running()
                    .map(running -> running.revocations().revoke(node, reason))
                    .orElseGet(() -> CompletableFuture.failedFuture(
                            new IllegalStateException("The node is not running: start it before it revokes " + node)));
        }

        @Override
        public List<Revocation> all() {
            return running().map(running -> running.revocations().all()).orElse(List.of());
        }

        @Override
        public boolean isRevoked(NodeId node) {
            return running()
                    .filter(running -> running.revocations().isRevoked(node))
                    .isPresent();
        }
    }

    private final class KeyRotationOfRunningNode implements KeyRotation {

        @Override
        public RotationResult rotateIdentity() {
            return require().keyRotation().rotateIdentity();
        }

        @Override
        public RotationResult rotateCertificate() {
            return require().keyRotation().rotateCertificate();
        }

        @Override
        public RotationResult rollbackIdentity() {
            return require().keyRotation().rollbackIdentity();
        }

        @Override
        public RotationResult rollbackCertificate() {
            return require().keyRotation().rollbackCertificate();
        }
    }
}
