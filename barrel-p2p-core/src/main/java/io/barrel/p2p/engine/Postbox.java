package io.barrel.p2p.engine;

import io.barrel.p2p.transport.Loop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What other threads have for the loop, which takes all that waits in one turn: one wake-up for many. Not bounded by itself; whoever
 * posts has a bound. What is posted when the loop has ended is refused.
 */
final class Postbox<T> {

    private final Loop loop;
    private final Consumer<T> taken;
    private final Consumer<T> refused;
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * An empty box.
     *
     * @param taken called on the loop
     * @param refused called by whoever finds the loop at its end
     */
    Postbox(Loop loop, Consumer<T> taken, Consumer<T> refused) {
        this.loop = loop;
        this.taken = taken;
        this.refused = refused;
    }

    /** Any thread; never blocks. */
    void post(T item) {
        waiting.add(item);
        if (due.compareAndSet(false, true)) {
            try {
                loop.execute(this::empty);
            } catch (RejectedExecutionException e) {
                close();
            }
        }
        if (closed) {
            // Whoever closed may have looked before this one was added.
            close();
        }
    }

    private void empty() {
        due.set(false);
        for (T item = waiting.poll(); item != null; item = waiting.poll()) {
            taken.accept(item);
        }
    }

    /** Refuses what waits, now and later. Any thread. */
    void close() {
        closed = true;
        for (T item = waiting.poll(); item != null; item = waiting.poll()) {
            refused.accept(item);
        }
    }
}
