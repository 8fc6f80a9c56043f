package io.barrel.p2p.transport.quic;

import static org.awaitility.Awaitility.await;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.TransportConfig;
import io.barrel.p2p.transport.TransportListener;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transport with a scripted authenticator and a listener that remembers everything. */
final class TestNode implements TransportListener, AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Certificates CERTIFICATES = Certificates.fresh();

    final ScriptedAuthenticator authenticator;
    final QuicTransport transport;

    final List<Link> links = new CopyOnWriteArrayList<>();
    final List<DialFailure> dialFailures = new CopyOnWriteArrayList<>();
    final List<LinkEnd> ends = new CopyOnWriteArrayList<>();
    final List<Received> frames = new CopyOnWriteArrayList<>();

    final List<Integer> drained = new CopyOnWriteArrayList<>();

    /** What to do with a frame besides remembering it. */
    volatile Function<Received, Boolean> onFrame = received -> true;

    volatile @Nullable Thread lastCaller;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Received(Link link, int protocol, byte[] payload) {}

    private TestNode(Builder builder) {
        authenticator = new ScriptedAuthenticator(NodeId.of(builder.name + "@test"));
        transport = QuicTransport.bind(new TransportConfig(
                builder.bindAddress,
                0,
                CERTIFICATES.key(),
                CERTIFICATES.certificate(),
                new LinkConfig(builder.idleTimeout, null, Duration.ofSeconds(30)),
                builder.handshakeTimeout,
                builder.maxPending,
                builder.retryAbove));
        transport.open(authenticator, this);
    }

    static final class Builder {
        private final String name;
        private String bindAddress = "127.0.0.1";
        private Duration idleTimeout = Duration.ofMillis(800);
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private int maxPending = 256;
        private int retryAbove = 64;

        Builder(String name) {
            this.name = name;
        }

        Builder bindAddress(String address) {
            bindAddress = address;
            return this;
        }

        Builder idleTimeout(Duration timeout) {
            idleTimeout = timeout;
            return this;
        }

        Builder handshakeTimeout(Duration timeout) {
            handshakeTimeout = timeout;
            return this;
        }

        Builder pending(int max, int retry) {
            maxPending = max;
            retryAbove = retry;
            return this;
        }

        TestNode start() {
            return new TestNode(this);
        }
    }

    static Builder named(String name) {
        return new Builder(name);
    }

    static TestNode start(String name) {
        return named(name).start();
    }

    PeerAddress address() {
        return transport.boundAddress();
    }

    /** Runs on the loop and waits for the result. */
    <T> T onLoop(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        transport.loop().execute(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    void run(Runnable task) {
        onLoop(() -> {
            task.run();
            return true;
        });
    }

    DialRequest dial(PeerAddress to) {
        return dial(to, false, 5_000);
    }

    DialRequest dial(PeerAddress to, boolean racing, long boundMillis) {
        DialRequest request = new DialRequest(to, null, 0, racing, boundMillis);
        run(() -> transport.dial(request));
        return request;
    }

    /** Dials and waits until both ends have the link; returns ours. */
    Link link(TestNode peer) {
        return link(peer, peer.address());
    }

    Link link(TestNode peer, PeerAddress via) {
        int ours = links.size();
        int theirs = peer.links.size();
        dial(via);
        await().atMost(PATIENCE).until(() -> links.size() > ours && peer.links.size() > theirs);
        return links.get(ours);
    }

    Link lastLink() {
        return links.get(links.size() - 1);
    }

    void send(Link link, int protocol, byte[] payload) {
        run(() -> link.send(new Frame(protocol, ByteBuffer.wrap(payload))));
    }

    List<byte[]> payloads() {
        List<byte[]> payloads = new ArrayList<>();
        frames.forEach(frame -> payloads.add(frame.payload()));
        return payloads;
    }

    @Override
    public void linkUp(Link link, @Nullable DialRequest dial) {
        lastCaller = Thread.currentThread();
        links.add(link);
    }

    @Override
    public void dialFailed(DialRequest dial, DialFailure failure) {
        dialFailures.add(failure);
    }

    @Override
    public void frame(Link link, Frame frame) {
        byte[] payload = new byte[frame.payload().remaining()];
        frame.payload().get(payload);
        Received received = new Received(link, frame.protocol(), payload);
        if (onFrame.apply(received)) {
            frames.add(received);
        }
    }

    @Override
    public void drained(Link link, int lane) {
        drained.add(lane);
    }

    @Override
    public void relay(Route route, ByteBuffer packet) {
        throw new AssertionError("nothing here dials over other nodes");
    }

    @Override
    public void linkDown(Link link, LinkEnd end) {
        ends.add(end);
    }

    @Override
    public void close() {
        transport.close(CloseReason.SHUTDOWN, 500);
    }
}
