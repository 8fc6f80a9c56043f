package io.barrel.p2p.test.quic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holds the threads of one life of a node. Paused by occupying each of them; safe for use by any thread. */
final class Gate {

    private static final long PATIENCE_SECONDS = 15;

    private final List<Executor> threads = new ArrayList<>();
    private @Nullable CountDownLatch exit;
    private volatile boolean dead;

    synchronized void add(Executor thread) {
        threads.add(thread);
    }

    boolean isDead() {
        return dead;
    }

    /** Returns when every thread stands still. */
    synchronized void pause() {
        CountDownLatch entered = new CountDownLatch(threads.size());
        CountDownLatch leave = new CountDownLatch(1);
        exit = leave;
        threads.forEach(thread -> thread.execute(() -> {
            entered.countDown();
            stand(leave);
        }));
        try {
            if (!entered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                resume();
                throw new IllegalStateException(
                        "A thread of the node did not come to a halt within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            resume();
            Thread.currentThread().interrupt();
        }
    }

    private static void stand(CountDownLatch leave) {
        try {
            leave.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void resume() {
        if (exit != null) {
            exit.countDown();
            exit = null;
        }
    }

    /** From now on the node's own code is not run any more; a paused thread goes on, so that it can end. */
    void kill() {
        dead = true;
        resume();
    }
}
