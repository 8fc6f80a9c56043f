package io.barrel.p2p.engine;

import io.barrel.p2p.transport.Loop;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** Completes futures off the loop, and completes them whatever happens: later if too many wait, here if there is no thread any more. */
final class Completions implements Executor {

    private static final long RETRY = 5;

    private final ExecutorService executor;
    private final Loop loop;

    Completions(ExecutorService executor, Loop loop) {
        this.executor = executor;
        this.loop = loop;
    }

    @Override
    public void execute(Runnable completion) {
        try {
            executor.execute(completion);
        } catch (RejectedExecutionException e) {
            again(completion);
        }
    }

    private void again(Runnable completion) {
        if (!executor.isShutdown()) {
            try {
                loop.schedule(() -> execute(completion), RETRY);
                return;
            } catch (RejectedExecutionException e) {
                // The loop has ended: nobody is kept from anything here.
            }
        }
        completion.run();
    }
}
