package io.barrel.p2p.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** An executor without a thread: it runs what it was given when told to. */
final class HeldExecutor extends AbstractExecutorService {

    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean shutDown;

    void runAll() {
        for (Runnable task = held.poll(); task != null; task = held.poll()) {
            task.run();
        }
    }

    @Override
    public void execute(Runnable task) {
        if (shutDown) {
            throw new RejectedExecutionException("shut down");
        }
        held.add(task);
    }

    @Override
    public void shutdown() {
        shutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutDown = true;
        List<Runnable> left = new ArrayList<>(held);
        held.clear();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return shutDown;
    }

    @Override
    public boolean isTerminated() {
        return shutDown && held.isEmpty();
    }

    /** No time passes meanwhile. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }
}
