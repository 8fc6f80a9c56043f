package io.barrel.p2p;

import io.barrel.p2p.engine.BoundTransport;
import io.barrel.p2p.engine.NodeRuntime;
import io.barrel.p2p.transport.TransportConfig;
import io.barrel.p2p.transport.quic.QuicTransport;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The runtime of every node that is not told another: QUIC over UDP, daemon threads, the clock of the system. Public so that
 * a test kit can wrap it. Has no state.
 */
public final class QuicRuntime implements NodeRuntime {

    @Override
    public BoundTransport bind(TransportConfig config) {
        QuicTransport transport = QuicTransport.bind(config);
        return new BoundTransport(transport, transport::open);
    }

    @Override
    public ExecutorService executor(String name, int threads, int capacity, @Nullable ThreadFactory factory) {
        ThreadFactory made = factory == null ? QuicRuntime::daemon : factory;
        return new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(capacity), task -> {
                    Thread thread = made.newThread(task);
                    thread.setName(name);
                    return thread;
                });
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public RandomGenerator random() {
        return RandomGenerator.of("L64X128MixRandom");
    }

    @Override
    public SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Override
    public void await(CompletableFuture<?> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
}
