package io.barrel.p2p.test;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen and when: a heap on parallel arrays, first by time, then by the order of entry. Each entry has four
 * below it instead of two, because a step down costs more than a comparison once the arrays outgrow the cache.
 */
final class EventQueue {

    private static final int BELOW = 4;

    private long[] times = new long[1 << 10];
    private long[] sequences = new long[1 << 10];
    private @Nullable Runnable[] events = new Runnable[1 << 10];
    private int size;
    private long entered;

    boolean isEmpty() {
        return size == 0;
    }

    /** When the next event happens; only if there is one. */
    long nextTime() {
        return times[0];
    }

    void add(long time, Runnable event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            sequences = Arrays.copyOf(sequences, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        long sequence = entered++;
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) / BELOW;
            if (!isBefore(time, sequence, parent)) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, time, sequence, event);
    }

    Runnable take() {
        Runnable first = events[0];
        if (first == null) {
            throw new IllegalStateException("no event");
        }
        int last = --size;
        long time = times[last];
        long sequence = sequences[last];
        Runnable event = events[last];
        events[last] = null;
        if (last > 0 && event != null) {
            sink(time, sequence, event);
        }
        return first;
    }

    private void sink(long time, long sequence, Runnable event) {
        int hole = 0;
        while (BELOW * hole + 1 < size) {
            int child = first(BELOW * hole + 1);
            if (isBefore(time, sequence, child)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        put(hole, time, sequence, event);
    }

    /** The earliest of an entry's four, or of those there are. */
    private int first(int start) {
        int first = start;
        for (int other = start + 1; other < Math.min(start + BELOW, size); other++) {
            if (isBefore(times[other], sequences[other], first)) {
                first = other;
            }
        }
        return first;
    }

    private boolean isBefore(long time, long sequence, int other) {
        return time != times[other] ? time < times[other] : sequence < sequences[other];
    }

    private void move(int from, int to) {
        times[to] = times[from];
        sequences[to] = sequences[from];
        events[to] = events[from];
    }

    private void put(int at, long time, long sequence, Runnable event) {
        times[at] = time;
        sequences[at] = sequence;
        events[at] = event;
    }
}
