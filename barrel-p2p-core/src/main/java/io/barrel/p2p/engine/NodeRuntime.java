package io.barrel.p2p.engine;

import io.barrel.p2p.transport.TransportConfig;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a node takes from the world around it: a network, threads, time and randomness. Applications never need one; test
 * kits replace it to run whole nodes on a network and a clock of their own. Asked at each start of a node.
 */
public interface NodeRuntime {

    /**
     * Binds a transport; its loop is the node's.
     *
     * @throws io.barrel.p2p.error.NodeStartException if that is impossible; nothing stays open
     */
    BoundTransport bind(TransportConfig config);

    /** An executor for the node's own work, on threads of this runtime. */
    default ExecutorService executor(String name, int threads, int capacity) {
        return executor(name, threads, capacity, null);
    }

    /**
     * An executor that begins tasks in the order given. Refuses what exceeds its capacity by
     * {@link java.util.concurrent.RejectedExecutionException}, as it does after its shutdown.
     *
     * @param name for its threads, if it has any
     * @param threads tasks that may run at the same time
     * @param capacity tasks that may wait
     * @param factory makes its threads; null for those of this runtime
     */
    ExecutorService executor(String name, int threads, int capacity, @Nullable ThreadFactory factory);

    /** The wall clock. */
    Clock clock();

    /** A source of randomness for the protocols of one run of a node. */
    RandomGenerator random();

    /** A source of keys, nonces and whatever else nobody may foretell, for one run of a node. */
    SecureRandom secureRandom();

    /**
     * Waits until a future is done, at most so long. Called by whoever stops a node, never on its loop.
     *
     * @throws ExecutionException if it completed exceptionally
     * @throws TimeoutException if it is not done in time
     * @throws InterruptedException if the caller is interrupted meanwhile
     */
    void await(CompletableFuture<?> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException;
}
