package io.barrel.p2p.engine;

import io.barrel.p2p.event.P2pEvent;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to listeners, in order, on an executor of its own. The queue is bounded: what finds it full is dropped and
 * counted, so that a stuck listener costs events and nothing else.
 */
public final class EventDispatcher {

    /** Events that may wait. */
    public static final int CAPACITY = 4_096;

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    private final ExecutorService executor;
    private final Collection<Consumer<? super P2pEvent>> listeners;
    private final LongAdder dropped;
    private volatile @Nullable Thread delivering;

    /**
     * A dispatcher.
     *
     * @param executor runs one task at a time, refuses more than {@link #CAPACITY}; shut down by {@link #close}
     * @param listeners called for each event; may change at any time, so it must be safe to iterate meanwhile
     * @param dropped counts what found the queue full
     */
    public EventDispatcher(
            ExecutorService executor, Collection<Consumer<? super P2pEvent>> listeners, LongAdder dropped) {
        this.executor = executor;
        this.listeners = listeners;
        this.dropped = dropped;
    }

    /** Queues an event. Any thread, never blocks. */
    public void publish(P2pEvent event) {
        try {
            executor.execute(() -> deliver(event));
        } catch (RejectedExecutionException e) {
            dropped.increment();
        }
    }

    /** Delivers what is queued, for at most {@code millis}, then ends; at once if a listener calls it. */
    public void close(long millis) {
        executor.shutdown();
        if (Thread.currentThread() == delivering) {
            return;
        }
        try {
            if (!executor.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
                int waiting = executor.shutdownNow().size();
                log.atWarn().log("An event listener did not return in time; {} events were not delivered", waiting);
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(P2pEvent event) {
        delivering = Thread.currentThread();
        try {
            listeners.forEach(listener -> deliver(listener, event));
        } finally {
            delivering = null;
        }
    }

    private static void deliver(Consumer<? super P2pEvent> listener, P2pEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException | Error e) {
            log.atError().setCause(e).addKeyValue("event", event).log("A listener failed on {}", event);
        }
    }
}
