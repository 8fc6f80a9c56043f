package io.barrel.p2p;

import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.discovery.ContactSpec;
import io.barrel.p2p.discovery.DiscoveryBackend;
import io.barrel.p2p.discovery.DiscoveryChain;
import io.barrel.p2p.discovery.StaticDiscovery;
import io.barrel.p2p.engine.BoundTransport;
import io.barrel.p2p.engine.DataDirectory;
import io.barrel.p2p.engine.DerivedName;
import io.barrel.p2p.engine.EventDispatcher;
import io.barrel.p2p.engine.LocalAddresses;
import io.barrel.p2p.engine.MessagingParts;
import io.barrel.p2p.engine.NodeEngine;
import io.barrel.p2p.engine.NodeParts;
import io.barrel.p2p.engine.NodeRuntime;
import io.barrel.p2p.engine.NodeStatistics;
import io.barrel.p2p.engine.RevocationFile;
import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.gossip.Subscribers;
import io.barrel.p2p.messaging.Handlers;
import io.barrel.p2p.node.NodeSettings;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.security.AuthStatistics;
import io.barrel.p2p.security.FileTrustStore;
import io.barrel.p2p.security.Handshakes;
import io.barrel.p2p.security.NodeKeys;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.security.SecureFiles;
import io.barrel.p2p.transport.Liveness;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.transport.TransportConfig;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Session;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a node together, in the order in which its parts need each other; what was opened is closed again if one fails. */
final class NodeAssembly {

    private static final Logger log = LoggerFactory.getLogger(NodeAssembly.class);

    /** Subscribers whose listeners may run, and block, at once. */
    private static final int GOSSIP_THREADS = 4;

    /** Subscribers that may wait for a thread: each has one task at most. */
    private static final int GOSSIP_TASKS = 4_096;

    /** Conversations that may wait for a thread: each has one task at most. */
    private static final int HANDLER_TASKS = 65_536;

    /** Futures that may be completed at once, and what hangs on them run. */
    private static final int REPLY_THREADS = 4;

    /** Futures that may wait for that. */
    private static final int REPLY_TASKS = 65_536;

    private final BarrelP2pConfig config;
    private final List<Consumer<? super P2pEvent>> listeners;
    private final NodeStatistics statistics;
    private final AuthStatistics authStatistics;
    private final Subscribers subscribers;
    private final Handlers handlers;
    private final NodeRuntime runtime;
    private final SecureRandom random;

    NodeAssembly(
            BarrelP2pConfig config,
            NodeRuntime runtime,
            List<Consumer<? super P2pEvent>> listeners,
            NodeStatistics statistics,
            AuthStatistics authStatistics,
            Subscribers subscribers,
            Handlers handlers) {
        this.config = config;
        this.runtime = runtime;
        this.random = runtime.secureRandom();
        this.listeners = listeners;
        this.statistics = statistics;
        this.authStatistics = authStatistics;
        this.subscribers = subscribers;
        this.handlers = handlers;
    }

    NodeEngine start() {
        DiscoveryChain discovery = discovery();
        if (config.auth().cookie().isPlaceholder()) {
            log.atWarn().log("cookie is the well-known default: set a secret one before this node meets others");
        }
        DataDirectory data = DataDirectory.open(config.dataDir());
        BoundTransport bound = null;
        try {
            NodeKeys keys = NodeKeys.open(
                    keyDir(),
                    certDir(),
                    config.tls().source(),
                    identity -> name(data, identity),
                    runtime.clock(),
                    random);
            NodeId node = keys.node();
            long incarnation = data.nextIncarnation(node, clock(data).now());
            bound = runtime.bind(new TransportConfig(
                    config.bindAddress(),
                    config.listenPort(),
                    keys.certificate().privateKey(),
                    keys.certificate().x509(),
                    config.link(),
                    config.auth().handshakeTimeout(),
                    config.maxPendingHandshakes(),
                    config.retryAbove()));
            return assemble(data, keys, new Peer(node, advertised(bound.transport())), incarnation, bound, discovery);
        } catch (RuntimeException | Error e) {
            close(bound, data);
            throw e;
        }
    }

    private NodeEngine assemble(
            DataDirectory data,
            NodeKeys keys,
            Peer self,
            long incarnation,
            BoundTransport bound,
            DiscoveryChain discovery) {
        FileTrustStore trust =
                FileTrustStore.open(keyDir().resolve("trusted"), config.auth().maxPins(), runtime.clock());
        RevocationBook revocations = new RevocationBook(
                self.node(), config.clusterName(), revokers(keys.identity().publicKey()));
        RevocationFile revocationFile = new RevocationFile(new SecureFiles(), keyDir());
        revocationFile.load(revocations);
        AtomicLong current = new AtomicLong(incarnation);
        Handshakes handshakes = new Handshakes(
                config.auth(),
                self.node(),
                keys::identity,
                () -> session(self, current.get()),
                trust,
                revocations,
                random);
        String name = "barrel-p2p-" + self.address().port();
        EventDispatcher events = new EventDispatcher(
                userCode(name + "-events", 1, EventDispatcher.CAPACITY), listeners, statistics.eventsDropped());
        ExecutorService calls = userCode(name + "-gossip", GOSSIP_THREADS, GOSSIP_TASKS);
        NodeEngine engine = new NodeEngine(new NodeParts(
                settings(self, incarnation),
                current,
                data,
                keys,
                config.tls(),
                trust,
                revocations,
                revocationFile,
                handshakes,
                bound.transport(),
                discovery,
                config.auth(),
                config.admission(),
                config.link(),
                runtime,
                events,
                subscribers::deliver,
                calls,
                messaging(name),
                statistics,
                authStatistics));
        subscribers.runOn(calls);
        bound.door().open(engine.authenticator(), engine.links());
        engine.start();
        return engine;
    }

    private MessagingParts messaging(String name) {
        return new MessagingParts(
                config.messaging(),
                handlers,
                userCode(name + "-handlers", config.messaging().handlerThreads(), HANDLER_TASKS),
                userCode(name + "-replies", REPLY_THREADS, REPLY_TASKS),
                config.channelGc(),
                config.relay());
    }

    private ExecutorService userCode(String name, int threads, int capacity) {
        return runtime.executor(name, threads, capacity, config.threads());
    }

    /** What this node issued itself counts even if its data was lost and others bring it back. */
    private List<String> revokers(PublicKey own) {
        List<String> revokers = new ArrayList<>(config.auth().revokers());
        revokers.add(own.fingerprint());
        return revokers;
    }

    private Session session(Peer self, long incarnation) {
        return new Session(
                Session.PROTOCOL_VERSION,
                Session.PROTOCOL_VERSION,
                List.of(),
                self.address(),
                incarnation,
                0,
                config.ringSize(),
                config.clusterName(),
                config.metadata());
    }

    private NodeSettings settings(Peer self, long incarnation) {
        long idle = config.link().idleTimeout().toMillis();
        return new NodeSettings(
                self,
                incarnation,
                config.metadata(),
                config.membership(),
                config.gossip(),
                config.replica(),
                config.roster(),
                true,
                List.of(),
                idle / Liveness.TICKS_PER_TIMEOUT,
                idle);
    }

    private NodeId name(DataDirectory data, PublicKey identity) {
        return data.nodeName(
                Optional.ofNullable(config.nodeName()),
                () -> DerivedName.of(
                        config.namePrefix(), identity.fingerprint(), LocalAddresses.hostname(System.getenv())));
    }

    private Path keyDir() {
        Path configured = config.keyDir();
        return configured == null ? config.dataDir().resolve("keys") : configured;
    }

    private Path certDir() {
        Path configured = config.certDir();
        return configured == null ? config.dataDir().resolve("quic") : configured;
    }

    private HybridClock clock(DataDirectory data) {
        HybridClock clock =
                new HybridClock(runtime.clock()::millis, config.replica().maxClockSkew());
        clock.advanceTo(data.highWater());
        return clock;
    }

    private PeerAddress advertised(Transport transport) {
        String host = LocalAddresses.ofThisHost().advertiseHost(config.advertiseHost(), config.bindAddress());
        int port = config.advertisePort();
        return new PeerAddress(host, port == 0 ? transport.boundAddress().port() : port);
    }

    private DiscoveryChain discovery() {
        List<DiscoveryBackend> backends = new ArrayList<>();
        List<ContactSpec> contacts = new ArrayList<>();
        for (String contact : config.contactNodes()) {
            contacts.add(parse(contact));
        }
        if (!contacts.isEmpty()) {
            backends.add(new StaticDiscovery(contacts));
        }
        backends.addAll(config.discovery());
        return new DiscoveryChain(backends);
    }

    private ContactSpec parse(String contact) {
        try {
            return ContactSpec.parse(contact, config.listenPort());
        } catch (MalformedInputException e) {
            InvalidConfigurationException refusal =
                    new InvalidConfigurationException("contact-nodes", contact, "cannot be used: " + e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }

    private static void close(@Nullable BoundTransport bound, DataDirectory data) {
        if (bound != null) {
            bound.transport().close();
        }
        data.close();
    }
}
