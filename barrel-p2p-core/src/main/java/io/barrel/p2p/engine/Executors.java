package io.barrel.p2p.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** What executors of a node have in common. */
final class Executors {

    private Executors() {}

    /** Lets an executor end its tasks, for so long, and interrupts those that take longer. */
    static void close(ExecutorService executor, long graceMillis) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(graceMillis, TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
