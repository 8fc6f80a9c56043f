package io.barrel.p2p.benchmarks;

import java.util.Arrays;

/** Times in nanoseconds, all of them kept. */
final class Samples {

    private long[] nanos = new long[1 << 16];
    private int size;

    void add(long sample) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = sample;
    }

    /** The smallest sample that so many of all do not exceed: 0.5 is the median. */
    long percentile(double share) {
        if (size == 0) {
            throw new IllegalStateException("there are no samples");
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * size) - 1)];
    }
}
