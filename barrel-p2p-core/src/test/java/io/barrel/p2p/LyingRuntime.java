package io.barrel.p2p;

import io.barrel.p2p.engine.BoundTransport;
import io.barrel.p2p.engine.NodeRuntime;
import io.barrel.p2p.security.Authenticator;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.transport.TransportConfig;
import io.barrel.p2p.transport.TransportListener;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The world of a member that is authenticated as any other, and over whose links a test says what it likes. */
final class LyingRuntime implements NodeRuntime {

    private final NodeRuntime honest = new QuicRuntime();
    private final UnaryOperator<Authenticator> claims;
    private final Map<NodeId, Link> links = new ConcurrentHashMap<>();
    private volatile @Nullable Loop loop;

    LyingRuntime() {
        this(UnaryOperator.identity());
    }

    /** A world in which the node also says of itself what those claims make of the truth. */
    LyingRuntime(UnaryOperator<Authenticator> claims) {
        this.claims = claims;
    }

    boolean isLinked(NodeId peer) {
        return links.containsKey(peer);
    }

    /** Sends a frame to a peer to which there is a link. */
    void say(NodeId peer, Frame frame) {
        Link link = links.get(peer);
        Loop of = loop;
        if (link == null || of == null) {
            throw new IllegalStateException("no link to " + peer);
        }
        of.execute(() -> link.send(frame));
    }

    @Override
    public BoundTransport bind(TransportConfig config) {
        BoundTransport bound = honest.bind(config);
        loop = bound.transport().loop();
        return new BoundTransport(
                bound.transport(),
                (authenticator, listener) -> bound.door().open(claims.apply(authenticator), new Watched(listener)));
    }

    @Override
    public ExecutorService executor(String name, int threads, int capacity, @Nullable ThreadFactory factory) {
        return honest.executor(name, threads, capacity, factory);
    }

    @Override
    public Clock clock() {
        return honest.clock();
    }

    @Override
    public RandomGenerator random() {
        return honest.random();
    }

    @Override
    public SecureRandom secureRandom() {
        return honest.secureRandom();
    }

    @Override
    public void await(CompletableFuture<?> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        honest.await(future, atMost);
    }

    /** Remembers the links. */
    private final class Watched implements TransportListener {

        private final TransportListener node;

        Watched(TransportListener node) {
            this.node = node;
        }

        @Override
        public void linkUp(Link link, @Nullable DialRequest dial) {
            links.put(link.peer(), link);
            node.linkUp(link, dial);
        }

        @Override
        public void dialFailed(DialRequest dial, DialFailure failure) {
            node.dialFailed(dial, failure);
        }

        @Override
        public void frame(Link link, Frame frame) {
            node.frame(link, frame);
        }

        @Override
        public void drained(Link link, int lane) {
            node.drained(link, lane);
        }

        @Override
        public void relay(Route route, ByteBuffer packet) {
            node.relay(route, packet);
        }

        @Override
        public void linkDown(Link link, LinkEnd end) {
            links.remove(link.peer(), link);
            node.linkDown(link, end);
        }
    }
}
