package io.barrel.p2p.benchmarks;

import io.barrel.p2p.benchmarks.Tally.Counts;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One of the two ways to talk to the other process, where a {@link Tally} listens. */
interface Side extends AutoCloseable {

    /** The longest that anything may take; more is a failure of the program. */
    int PATIENCE_SECONDS = 30;

    /** Sends a request. The payload must not change until there is a reply. */
    CompletableFuture<ByteBuffer> request(ByteBuffer payload);

    /**
     * Sends a message that wants no reply. The payload must not change until it is done with.
     *
     * @param done told when another may be sent for it, or that it failed
     */
    void send(ByteBuffer payload, Consumer<@Nullable Throwable> done);

    /** Opens a connection where there is none, makes a request over it, and closes it; the nanoseconds until the reply. */
    long connect(ByteBuffer payload) throws InterruptedException;

    /** What the other process has received of this side, all that was sent before included. */
    default Counts counts() throws InterruptedException {
        return Counts.of(get(request(ByteBuffer.allocate(0))));
    }

    @Override
    void close();

    /** Waits for what must not fail. */
    static <T> T get(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The benchmark failed: " + e, e);
        }
    }
}
