package io.barrel.p2p.test.memory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Time that stands still until it is advanced, and what is to happen when. Of what is due at the same millisecond, what was
 * asked for first happens first. A task may itself advance the time. Confined to the thread that made it.
 */
public final class VirtualTime {

    /** What the wall clock shows at first. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Thread owner = Thread.currentThread();
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now;
    private long turns;

    /** One thing to do. */
    static final class Task implements Comparable<Task> {

        private final long due;
        private final long turn;
        private final Runnable run;
        private boolean cancelled;

        Task(long due, long turn, Runnable run) {
            this.due = due;
            this.turn = turn;
            this.run = run;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(due, other.due);
            return byTime != 0 ? byTime : Long.compare(turn, other.turn);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(turn);
        }
    }

    /** Milliseconds since the beginning. */
    public long now() {
        return now;
    }

    /** The wall clock of this time. */
    public Clock clock() {
        return new WallClock(ZoneOffset.UTC);
    }

    /** Does a task after some milliseconds. */
    Task after(long millis, Runnable run) {
        check();
        Task task = new Task(now + Math.max(0, millis), turns++, run);
        tasks.add(task);
        return task;
    }

    /** Lets time pass and does what comes due. */
    public void advance(Duration duration) {
        advanceUntil(() -> false, duration);
    }

    /**
     * Lets time pass until something holds, which is asked whenever all that is due at one millisecond has happened.
     *
     * @return whether it held in time; no more time than needed has passed then
     * @throws IllegalStateException on a thread that did not make this
     */
    public boolean advanceUntil(BooleanSupplier condition, Duration atMost) {
        check();
        long end = now + atMost.toMillis();
        while (true) {
            Task next = tasks.peek();
            boolean moves = next == null || next.due > now;
            if (moves && condition.getAsBoolean()) {
                return true;
            }
            if (next == null || next.due > end) {
                now = Math.max(now, end);
                return condition.getAsBoolean();
            }
            tasks.remove();
            if (!next.cancelled) {
                now = Math.max(now, next.due);
                next.run.run();
            }
        }
    }

    private void check() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("An in-memory cluster belongs to the thread that made it, "
                    + owner.getName() + "; it was called by "
                    + Thread.currentThread().getName());
        }
    }

    /** Shows {@link #START} plus what has passed. */
    private final class WallClock extends Clock {

        private final ZoneId zone;

        WallClock(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new WallClock(other);
        }

        @Override
        public Instant instant() {
            return START.plusMillis(now);
        }
    }
}
