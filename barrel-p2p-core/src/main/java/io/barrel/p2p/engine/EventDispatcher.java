package io.barrel.p2p.engine;

import io.barrel.p2p.event.P2pEvent;
import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to listeners, in order, on one thread of its own. The queue is bounded: what finds it full is dropped and
 * counted, so that a stuck listener costs events and nothing else.
 */
public final class EventDispatcher {

    /** Events that may wait. */
    public static final int CAPACITY = 4_096;

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);
    private static final long POLL_MILLIS = 100;

    private final Collection<Consumer<? super P2pEvent>> listeners;
    private final LongAdder dropped;
    private final BlockingQueue<P2pEvent> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Thread thread;
    private volatile boolean closing;

    /**
     * Starts the thread.
     *
     * @param listeners called for each event; may change at any time, so it must be safe to iterate meanwhile
     * @param dropped counts what found the queue full
     */
    public EventDispatcher(String name, Collection<Consumer<? super P2pEvent>> listeners, LongAdder dropped) {
        this.listeners = listeners;
        this.dropped = dropped;
        this.thread = new Thread(this::deliver, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Queues an event. Any thread, never blocks. */
    public void publish(P2pEvent event) {
        if (!queue.offer(event)) {
            dropped.increment();
        }
    }

    /** Delivers what is queued, for at most {@code millis}, then ends the thread. */
    public void close(long millis) {
        closing = true;
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.atWarn().log("An event listener did not return in time; {} events were not delivered", queue.size());
            thread.interrupt();
        }
    }

    private void deliver() {
        try {
            while (!closing || !queue.isEmpty()) {
                P2pEvent event = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    listeners.forEach(listener -> deliver(listener, event));
                }
            }
        } catch (InterruptedException e) {
            log.atDebug().log("Event dispatcher interrupted");
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
