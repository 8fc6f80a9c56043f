package io.barrel.p2p.engine;

import io.barrel.p2p.gossip.GossipException;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Broadcasts of the application on their way to the loop. They wait while a neighbour has not taken what was sent to it, so
 * a publisher that is faster than the network meets its future, not a full link. Bounded by count and bytes.
 */
final class Publications {

    /** How many may wait. */
    static final int MAX_WAITING = 1_024;

    /** How many bytes may wait. */
    static final int MAX_WAITING_BYTES = 16 << 20;

    /** How long the first may wait for a slow neighbour, in milliseconds; then that one is told of it by its id only. */
    static final long PATIENCE = 1_000;

    private static final long RETRY = 5;

    private final NodeId self;
    private final Loop loop;
    private final Completions completions;
    private final BooleanSupplier congested;
    private final BiConsumer<String, ByteBuffer> publish;
    private final Semaphore places = new Semaphore(MAX_WAITING);
    private final Semaphore bytes = new Semaphore(MAX_WAITING_BYTES);
    private final Queue<Publication> waiting = new ConcurrentLinkedQueue<>();
    private boolean retrying;
    private volatile boolean closed;

    private record Publication(String topic, ByteBuffer payload, CompletableFuture<Void> done, long since) {}

    /**
     * Nothing waits.
     *
     * @param completions completes futures off the loop
     * @param congested whether a neighbour lags behind; asked on the loop
     * @param publish broadcasts; called on the loop
     */
    Publications(
            NodeId self,
            Loop loop,
            Completions completions,
            BooleanSupplier congested,
            BiConsumer<String, ByteBuffer> publish) {
        this.self = self;
        this.loop = loop;
        this.completions = completions;
        this.congested = congested;
        this.publish = publish;
    }

    /** Broadcasts when its turn comes. Any thread; the payload is not changed any more. The future always completes. */
    CompletionStage<Void> add(String topic, ByteBuffer payload) {
        int size = payload.remaining();
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(tooMuch());
        }
        if (!bytes.tryAcquire(size)) {
            places.release();
            return CompletableFuture.failedFuture(tooMuch());
        }
        Publication publication = new Publication(topic, payload, new CompletableFuture<>(), loop.now());
        waiting.add(publication);
        try {
            loop.execute(this::drain);
        } catch (RejectedExecutionException e) {
            close();
        }
        if (closed) {
            // Whoever closed may have looked before this one was added.
            close();
        }
        return publication.done();
    }

    private void drain() {
        for (Publication next = waiting.peek(); next != null && !mustWait(next); next = waiting.peek()) {
            // If it is gone, it was failed meanwhile, by a close.
            if (waiting.remove(next)) {
                release(next.payload().remaining());
                publish(next);
            }
        }
        completions.flush();
        if (!waiting.isEmpty() && !retrying) {
            retrying = true;
            loop.schedule(this::retry, RETRY);
        }
    }

    /** A defect costs one broadcast, not those behind it. */
    private void publish(Publication next) {
        try {
            publish.accept(next.topic(), next.payload());
            completions.add(() -> next.done().complete(null));
        } catch (RuntimeException | Error e) {
            completions.add(() -> next.done().completeExceptionally(e));
        }
    }

    private boolean mustWait(Publication publication) {
        return congested.getAsBoolean() && loop.now() - publication.since() < PATIENCE;
    }

    private void retry() {
        retrying = false;
        drain();
    }

    private void release(int size) {
        places.release();
        bytes.release(size);
    }

    /** Fails what waits, now and later. Any thread. */
    void close() {
        closed = true;
        for (Publication next = waiting.poll(); next != null; next = waiting.poll()) {
            release(next.payload().remaining());
            next.done().completeExceptionally(stopped());
        }
    }

    private GossipException tooMuch() {
        return new GossipException(self + " has " + MAX_WAITING + " broadcasts or " + MAX_WAITING_BYTES
                + " bytes to send already: publish more slowly, for instance after the futures of earlier ones");
    }

    private GossipException stopped() {
        return new GossipException(self + " stopped: start it before it publishes");
    }
}
