package io.barrel.p2p.engine;

import io.barrel.p2p.discovery.ContactSpec;
import io.barrel.p2p.discovery.StaticDiscovery;
import io.barrel.p2p.gossip.GossipStatus;
import io.barrel.p2p.membership.JoinException;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.messaging.MessagingStatus;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.revocation.Revocations;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.security.AuthStatus;
import io.barrel.p2p.security.Authenticator;
import io.barrel.p2p.security.KeyRotation;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.service.ServiceView;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.transport.TransportListener;
import io.barrel.p2p.transport.TransportStatistics;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node. Reads are served from snapshots by any thread; everything else is handed to the loop. Runs once: a stopped
 * engine stays stopped.
 */
public final class NodeEngine {

    /** How long leaving and each step of stopping may take, in milliseconds. */
    private static final long GRACE = 500;

    private static final int MAX_QUEUED_TASKS = 1_024;
    private static final int MAX_REQUESTS = 64;

    /** Policies that may block at once. */
    private static final int ADMISSION_THREADS = 4;

    private static final Logger log = LoggerFactory.getLogger(NodeEngine.class);

    private final NodeParts parts;
    private final Loop loop;
    private final NodeRuntime runtime;
    private final Instant startedAt;
    private final ExecutorService worker;
    private final ExecutorService disk;
    private final ExecutorService admission;
    private final Revoking revoking;
    private final Overlay overlay;
    private final NodeAuthenticator authenticator;
    private final KeyRotation rotation;
    private final CertificateUpkeep certificate;
    private final Publications publications;
    private final Submissions submissions;
    private final Queue<CompletableFuture<Views>> requests = new ConcurrentLinkedQueue<>();

    /** A node of those parts, not yet started. */
    public NodeEngine(NodeParts parts) {
        this.parts = parts;
        this.runtime = parts.runtime();
        this.startedAt = runtime.clock().instant();
        this.loop = parts.transport().loop();
        String name = "barrel-p2p-" + parts.self().address().port();
        this.worker = runtime.executor(name + "-discovery", 1, MAX_QUEUED_TASKS);
        this.disk = runtime.executor(name + "-disk", 1, MAX_QUEUED_TASKS);
        this.admission = runtime.executor(name + "-admission", ADMISSION_THREADS, MAX_QUEUED_TASKS);
        this.revoking = new Revoking(parts, disk, this::feed);
        this.overlay = new Overlay(new OverlayParts(
                parts.node(),
                parts.transport(),
                parts.link(),
                runtime.random(),
                runtime.secureRandom(),
                runtime.clock(),
                parts.discovery()::contacts,
                worker,
                parts.statistics(),
                parts.events()::publish,
                parts.broadcasts(),
                parts.messaging(),
                parts.revocations(),
                parts.trust(),
                revoking::save,
                this::adopt));
        this.submissions = new Submissions(overlay.switchboard().postbox()::post);
        this.publications = new Publications(
                parts.self().node(),
                loop,
                new Completions(parts.messaging().completions(), loop),
                overlay::isCongested,
                overlay::publish);
        this.authenticator = new NodeAuthenticator(
                parts.handshakes(),
                parts.trust(),
                parts.authStatistics(),
                overlay::isStale,
                new Admissions(
                        parts.admission(), parts.auth().handshakeTimeout().toMillis() / 2, loop, admission),
                loop,
                disk,
                parts.events()::publish);
        this.certificate = new CertificateUpkeep(
                parts.tls(),
                parts.keys(),
                parts.transport(),
                runtime.clock(),
                disk,
                new CertificateUpkeep.Ports(overlay::renewLinks, this::rotateCertificate, parts.events()::publish));
        this.rotation = new AnnouncedRotation(parts.keys(), certificate::changed, parts.events()::publish);
    }

    /** What the transport authenticates with. */
    public Authenticator authenticator() {
        return authenticator;
    }

    /** What the transport tells of links. */
    public TransportListener links() {
        return overlay;
    }

    /** Begins to join. The transport must be open. */
    public void start() {
        log.atInfo()
                .addKeyValue("node", parts.self().node())
                .addKeyValue("incarnation", parts.incarnation().get())
                .log("{} started", parts.self());
        certificate.start();
        // Announced before looked up: of two nodes that start at once, at least one finds the other.
        worker.execute(() -> {
            parts.discovery().announce(parts.self());
            loop.execute(overlay::start);
        });
    }

    /** The views now. */
    public Views views() {
        return overlay.display().views();
    }

    /** The node now. */
    public NodeInfo info() {
        OverlayState state = overlay.display().state();
        return new NodeInfo(
                parts.self(),
                state.node(),
                runtime.clock().instant().minusMillis(loop.now() - state.since()),
                parts.incarnation().get(),
                parts.keys().identity().publicKey().fingerprint(),
                Version.current(),
                startedAt,
                parts.data().path());
    }

    /** The links now, newest first. */
    public List<Connection> connections() {
        return overlay.display().state().connections();
    }

    /** Counts of the transport. */
    public TransportStatistics transport() {
        return parts.transport().statistics();
    }

    /** Authentication now. */
    public AuthStatus authentication() {
        return parts.authStatistics().status(parts.auth(), parts.trust().size(), parts.keys());
    }

    /** Broadcasts; see {@link io.barrel.p2p.gossip.Gossip#publish}. The payload is not changed any more. */
    public CompletionStage<Void> publish(String topic, ByteBuffer payload) {
        return publications.add(topic, payload);
    }

    /** Sends; see {@link io.barrel.p2p.messaging.Messaging}. The payload is not changed any more. */
    public CompletableFuture<ByteBuffer> submit(
            NodeId to,
            String address,
            ByteBuffer payload,
            Map<String, String> context,
            boolean wantsReply,
            Duration timeout) {
        return submissions.submit(new FutureCall(to, address, payload, context, wantsReply, timeout.toMillis()));
    }

    /** Messages now. */
    public MessagingStatus messaging() {
        return new MessagingStatus(
                submissions.pending(),
                overlay.switchboard().handling(),
                parts.messaging().handlers().size());
    }

    /** Offers a service from now on, for as long as this life lasts. */
    public void offer(String service, Map<String, String> metadata) {
        tell(new NodeInput.Offer(service, metadata));
    }

    /** Offers a service no longer. */
    public void withdraw(String service) {
        tell(new NodeInput.Withdraw(service));
    }

    private void feed(NodeInput input) {
        overlay.feed(input);
    }

    private void tell(NodeInput input) {
        try {
            loop.execute(() -> feed(input));
        } catch (RejectedExecutionException e) {
            log.atDebug().addKeyValue("node", parts.self().node()).log("{} comes too late: the node stops", input);
        }
    }

    /** Who offers what now. */
    public ServiceView services() {
        return overlay.services();
    }

    /** Whether that is this node. */
    public boolean isSelf(NodeId node) {
        return parts.self().node().equals(node);
    }

    /** The round trip to a node over the link to it; 0 without one, or while it is not measured. */
    public long rttNanos(NodeId node) {
        return overlay.display().state().rttNanos(node);
    }

    /** The broadcast tree now. */
    public GossipStatus gossip() {
        return overlay.display().gossip();
    }

    /** The members now. */
    public Roster roster() {
        return overlay.roster();
    }

    /** The pins. */
    public TrustStore trustStore() {
        return revoking.trustStore();
    }

    /** Who is barred. */
    public Revocations revocations() {
        return revoking;
    }

    /** How many revocations are in force. */
    public int revocationsInForce() {
        return parts.revocations().inForce();
    }

    /** Rotation of the keys. */
    public KeyRotation keyRotation() {
        return rotation;
    }

    /** Joins through a contact. Fails at once while 64 joins and leaves are under way. */
    public CompletionStage<Views> join(ContactSpec contact) {
        StaticDiscovery source = new StaticDiscovery(List.of(contact));
        if (overlay.display().state().node() == NodeState.LEFT) {
            inBackground(() -> parts.discovery().announce(parts.self()));
        }
        return onLoop(joined -> overlay.join(source::contacts, contact.toString(), joined));
    }

    /** Leaves the overlay and takes back what discovery made known. */
    public CompletionStage<Views> leave() {
        inBackground(() -> parts.discovery().withdraw(parts.self().node()));
        return onLoop(left -> overlay.leave(GRACE, left));
    }

    private void rotateCertificate() {
        rotation.rotateCertificate();
    }

    /** Others knew this node by a later incarnation: it outdoes it from now on, and after a restart. */
    private void adopt(long incarnation) {
        parts.incarnation().set(incarnation);
        disk.execute(() -> {
            try {
                parts.data().adoptIncarnation(incarnation - 1);
            } catch (IOException e) {
                log.atError()
                        .setCause(e)
                        .addKeyValue("node", parts.self().node())
                        .log(
                                "Incarnation {} could not be written; peers may take the next start for an old one",
                                incarnation);
            }
        });
    }

    /** Leaves, says goodbye, closes everything. Blocks for at most about two seconds. */
    public void stop() {
        if (overlay.display().state().node() != NodeState.LEFT) {
            await(leave());
        }
        certificate.stop();
        failRequests();
        publications.close();
        stopMessages();
        parts.transport().close(CloseReason.SHUTDOWN, GRACE);
        // Those that came meanwhile.
        failRequests();
        revoking.close();
        // Those of the time between.
        overlay.switchboard().postbox().close();
        Executors.close(parts.calls(), GRACE);
        Executors.close(parts.messaging().executor(), GRACE);
        Executors.closeAndFinish(parts.messaging().completions(), GRACE);
        Executors.close(worker, GRACE);
        // Nobody waits for a policy now.
        admission.shutdownNow();
        Executors.close(disk, GRACE);
        parts.events().close(GRACE);
        parts.data().close();
        log.atInfo()
                .addKeyValue("node", parts.self().node())
                .log("{} stopped", parts.self().node());
    }

    private void stopMessages() {
        try {
            loop.execute(overlay.switchboard()::stop);
        } catch (RejectedExecutionException e) {
            overlay.switchboard().postbox().close();
        }
    }

    private void await(CompletionStage<Views> leaving) {
        try {
            runtime.await(leaving.toCompletableFuture(), Duration.ofMillis(2 * GRACE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn()
                    .addKeyValue("node", parts.self().node())
                    .log("Leaving did not end in time; peers will see this node as down ({})", e.toString());
        }
    }

    /** What discovery is told is told as well as can be: a node that stops has withdrawn, or will be found gone. */
    private void inBackground(Runnable task) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException e) {
            log.atDebug().addKeyValue("node", parts.self().node()).log("Discovery is not told: the node stops");
        }
    }

    /** Hands a request to the loop; its future completes whatever becomes of the loop. */
    private CompletableFuture<Views> onLoop(Consumer<CompletableFuture<Views>> task) {
        requests.removeIf(CompletableFuture::isDone);
        if (requests.size() >= MAX_REQUESTS) {
            return CompletableFuture.failedFuture(new JoinException(
                    MAX_REQUESTS + " joins and leaves of " + parts.self().node() + " are under way: try again later"));
        }
        CompletableFuture<Views> result = new CompletableFuture<>();
        requests.add(result);
        try {
            loop.execute(() -> task.accept(result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(stopped());
        }
        return result;
    }

    private void failRequests() {
        requests.forEach(request -> request.completeExceptionally(stopped()));
    }

    private JoinException stopped() {
        return new JoinException(parts.self().node() + " stopped: start it before it joins or leaves");
    }
}
