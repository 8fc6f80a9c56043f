package io.barrel.p2p.benchmarks;

import io.barrel.p2p.benchmarks.Tally.Counts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One thread that sends messages without waiting for a reply to each; so many may be under way. The run ends when the other
 * process has said that it counted them all.
 */
final class OneWay implements Workload {

    private static final double SECOND = 1e9;
    private static final double MEGABYTE = 1e6;
    private static final int MOST_OUTSTANDING = 4_096;
    private static final int MOST_OUTSTANDING_BYTES = 2 << 20;
    private static final int KIBIBYTE = 1 << 10;

    private final int size;
    private final int outstanding;

    OneWay(int size) {
        this.size = size;
        this.outstanding = Math.min(MOST_OUTSTANDING, MOST_OUTSTANDING_BYTES / size);
    }

    @Override
    public List<Figure> figures() {
        String what = "One way, " + (size < KIBIBYTE ? size + " B" : size / KIBIBYTE + " KiB");
        return List.of(new Figure(what, "messages/s"), new Figure(what, "MB/s"));
    }

    @Override
    public double[] run(Side side, Duration time) throws InterruptedException {
        Counts before = side.counts();
        ByteBuffer payload = ByteBuffer.allocate(size);
        Semaphore room = new Semaphore(outstanding);
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        long begun = System.nanoTime();
        long end = begun + time.toNanos();
        long sent = 0;
        do {
            acquire(room, 1);
            side.send(payload, failure -> {
                if (failure != null) {
                    failed.set(failure);
                }
                room.release();
            });
            sent++;
        } while (System.nanoTime() - end < 0 && failed.get() == null);
        acquire(room, outstanding);
        Counts counted = side.counts().since(before);
        double seconds = (System.nanoTime() - begun) / SECOND;
        check(sent, counted, failed.get());
        return new double[] {sent / seconds, sent * size / MEGABYTE / seconds};
    }

    private static void acquire(Semaphore room, int permits) throws InterruptedException {
        if (!room.tryAcquire(permits, Side.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("messages are not taken any more");
        }
    }

    private void check(long sent, Counts counted, @Nullable Throwable failure) {
        if (failure != null) {
            throw new IllegalStateException("a message failed: " + failure, failure);
        }
        if (!counted.equals(new Counts(sent, sent * size))) {
            throw new IllegalStateException(
                    sent + " messages of " + size + " bytes were sent, but " + counted + " came");
        }
    }
}
