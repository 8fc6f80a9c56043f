package io.barrel.p2p.test.quic;

import io.barrel.p2p.QuicRuntime;
import io.barrel.p2p.engine.BoundTransport;
import io.barrel.p2p.engine.NodeRuntime;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.transport.TransportConfig;
import io.barrel.p2p.wire.PeerAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The runtime of a real node whose threads can be stopped, and which can end without a word. */
public final class GatedRuntime implements NodeRuntime {

    private final NodeRuntime real = new QuicRuntime();
    private final Consumer<PeerAddress> bound;
    private volatile Gate gate = new Gate();

    /** A runtime that tells where its node is bound, at each start. */
    public GatedRuntime(Consumer<PeerAddress> bound) {
        this.bound = bound;
    }

    /** Stops every thread of the node where it is; returns when they stand. */
    public void pause() {
        gate.pause();
    }

    /** Lets them go on. */
    public void resume() {
        gate.resume();
    }

    /** From now on nothing of the node runs, and stopping it takes no time. */
    public void kill() {
        gate.kill();
    }

    /** Makes ready for the node's next life. */
    public void revive() {
        gate = new Gate();
    }

    @Override
    public BoundTransport bind(TransportConfig config) {
        Gate life = gate;
        BoundTransport opened = real.bind(config);
        Transport transport = opened.transport();
        life.add(transport.loop());
        bound.accept(transport.boundAddress());
        return new BoundTransport(
                new GatedTransport(transport, life),
                (authenticator, listener) -> opened.door().open(authenticator, new GatedListener(listener, life)));
    }

    @Override
    public ExecutorService executor(String name, int threads, int capacity, @Nullable ThreadFactory factory) {
        ExecutorService executor = real.executor(name, threads, capacity, factory);
        gate.add(executor);
        return executor;
    }

    @Override
    public Clock clock() {
        return real.clock();
    }

    @Override
    public RandomGenerator random() {
        return real.random();
    }

    @Override
    public SecureRandom secureRandom() {
        return real.secureRandom();
    }

    @Override
    public void await(CompletableFuture<?> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        real.await(future, gate.isDead() ? Duration.ZERO : atMost);
    }
}
