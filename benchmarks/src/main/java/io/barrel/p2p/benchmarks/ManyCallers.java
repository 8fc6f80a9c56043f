package io.barrel.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that each call, wait for the reply, and call again. */
final class ManyCallers implements Workload {

    private static final double SECOND = 1e9;

    private final int callers;
    private final int size;

    ManyCallers(int callers, int size) {
        this.callers = callers;
        this.size = size;
    }

    @Override
    public List<Figure> figures() {
        return List.of(new Figure("Requests of " + size + " B, " + callers + " callers", "requests/s"));
    }

    @Override
    public double[] run(Side side, Duration time) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            long begun = System.nanoTime();
            List<Callable<Long>> calls = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                int number = caller;
                calls.add(() -> call(side, number, begun + time.toNanos()));
            }
            long requests = 0;
            for (Future<Long> ended : threads.invokeAll(calls)) {
                requests += ended.get();
            }
            return new double[] {requests * SECOND / (System.nanoTime() - begun)};
        } catch (ExecutionException e) {
            throw new IllegalStateException("a caller failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private long call(Side side, int caller, long end) throws InterruptedException {
        ByteBuffer payload = ByteBuffer.allocate(size).putInt(0, caller);
        long count = 0;
        do {
            payload.putLong(Integer.BYTES, count++);
            CompletableFuture<ByteBuffer> reply = side.request(payload);
            if (!Side.get(reply).equals(payload)) {
                throw new IllegalStateException("a reply is not the request's");
            }
        } while (System.nanoTime() - end < 0);
        return count;
    }
}
