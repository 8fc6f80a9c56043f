package io.barrel.p2p.gossip;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An executor that runs a task when told to, and may refuse. */
final class ManualTasks implements Executor {

    final Queue<Runnable> waiting = new ArrayDeque<>();
    boolean refuses;

    @Override
    public void execute(Runnable task) {
        if (refuses) {
            throw new RejectedExecutionException("no");
        }
        waiting.add(task);
    }

    void runOne() {
        waiting.remove().run();
    }

    void runAll() {
        while (!waiting.isEmpty()) {
            runOne();
        }
    }
}
