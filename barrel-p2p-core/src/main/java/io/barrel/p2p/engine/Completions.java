package io.barrel.p2p.engine;

import io.barrel.p2p.transport.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * Completes futures off the loop, for what hangs on them is the application's. Many at once, where one frame completes many: waking a
 * thread for each costs more than the completion. They are completed whatever happens: later if too many wait, here if there is no
 * thread any more.
 */
final class Completions {

    /** Futures completed one after the other by one thread: what hangs on one holds up so many at most. */
    static final int BATCH = 64;

    private static final long RETRY = 5;

    private final ExecutorService executor;
    private final Loop loop;
    private List<Runnable> gathered = new ArrayList<>();

    Completions(ExecutorService executor, Loop loop) {
        this.executor = executor;
        this.loop = loop;
    }

    /** Completes a future at the next {@link #flush}, or before. On the loop. */
    void add(Runnable completion) {
        gathered.add(completion);
        if (gathered.size() >= BATCH) {
            flush();
        }
    }

    /** Hands over what was gathered. On the loop. */
    void flush() {
        if (gathered.isEmpty()) {
            return;
        }
        List<Runnable> batch = gathered;
        gathered = new ArrayList<>();
        execute(() -> batch.forEach(Runnable::run));
    }

    /** Hands over a completion, or several. Any thread. */
    void execute(Runnable batch) {
        try {
            executor.execute(batch);
        } catch (RejectedExecutionException e) {
            again(batch);
        }
    }

    private void again(Runnable batch) {
        if (!executor.isShutdown()) {
            try {
                loop.schedule(() -> execute(batch), RETRY);
                return;
            } catch (RejectedExecutionException e) {
                // The loop has ended: nobody is kept from anything here.
            }
        }
        batch.run();
    }
}
