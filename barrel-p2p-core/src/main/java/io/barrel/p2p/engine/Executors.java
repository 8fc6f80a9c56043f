package io.barrel.p2p.engine;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** What executors of a node have in common. */
final class Executors {

    private Executors() {}

    /** Lets an executor end its tasks, for so long, and interrupts those that take longer. */
    static void close(ExecutorService executor, long graceMillis) {
        end(executor, graceMillis);
    }

    /** The same, but tasks that did not even begin run here: somebody waits for each. */
    static void closeAndFinish(ExecutorService executor, long graceMillis) {
        end(executor, graceMillis).forEach(Runnable::run);
    }

    /** What did not begin. */
    private static List<Runnable> end(ExecutorService executor, long graceMillis) {
        executor.shutdown();
        try {
            return executor.awaitTermination(graceMillis, TimeUnit.MILLISECONDS) ? List.of() : executor.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return executor.shutdownNow();
        }
    }
}
