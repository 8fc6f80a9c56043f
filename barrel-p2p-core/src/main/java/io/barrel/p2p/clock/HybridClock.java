package io.barrel.p2p.clock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Hybrid logical clock: stamps that follow the wall clock, never repeat, never go back, and come after every stamp that was
 * {@linkplain #observe observed}. From Kulkarni, Demirbas, Madappa, Avva and Leone, "Logical Physical Clocks", OPODIS 2014,
 * algorithm of figure 5, with both parts packed in one {@code long} as its section 6 suggests.
 *
 * <p>A stamp is 48 bits of milliseconds since 1970 above 16 bits of counter. The topmost bit stays 0, so stamps are compared
 * as signed numbers and suffice until the year 6429. A full counter carries into the milliseconds.
 *
 * <p>Promised: stamps of one clock are unique and strictly increasing, over all threads. Not promised: that a greater stamp
 * of another node was made later, unless one was observed before the other was made.
 *
 * <p>Safe for use by any thread; no locks.
 */
public final class HybridClock {

    // The algorithm keeps (l, c): l the greatest wall time heard of, c a counter among equal l. Packed as l << 16 | c,
    // the
    // paper's case distinction is one maximum: the successor of the greatest stamp seen, or the wall clock if that is
    // ahead.

    private static final int COUNTER_BITS = 16;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    private static final long MAX_MILLIS = Long.MAX_VALUE >> COUNTER_BITS;

    private final LongSupplier wallMillis;
    private final long maxSkewMillis;
    private final AtomicLong last = new AtomicLong();

    /**
     * A clock that has seen no stamp.
     *
     * @param wallMillis milliseconds since 1970; may step back
     * @param maxSkew how far a stamp may be ahead of {@code wallMillis} to be observed; not negative
     */
    public HybridClock(LongSupplier wallMillis, Duration maxSkew) {
        if (maxSkew.isNegative()) {
            throw new IllegalArgumentException("maxSkew must not be negative: " + maxSkew);
        }
        this.wallMillis = wallMillis;
        this.maxSkewMillis = Math.min(maxSkew.toMillis(), MAX_MILLIS);
    }

    /** A stamp greater than every stamp this clock made or observed. */
    public long now() {
        return successorOf(0);
    }

    /**
     * Takes note of a stamp made elsewhere.
     *
     * @return a stamp of this clock, greater than {@code stamp} and than every stamp it made or observed
     * @throws ClockSkewException if the stamp is not {@link #acceptable}; the clock has not moved
     */
    public long observe(long stamp) {
        if (!acceptable(stamp)) {
            throw new ClockSkewException(stamp, aheadMillis(stamp), maxSkewMillis);
        }
        return successorOf(stamp);
    }

    /**
     * Whether {@link #observe} takes the stamp: it is not negative and at most {@code maxSkew} ahead of the wall clock, or
     * not greater than {@link #highWater}, which it cannot move.
     */
    public boolean acceptable(long stamp) {
        return stamp >= 0 && (stamp <= last.get() || aheadMillis(stamp) <= maxSkewMillis);
    }

    /**
     * Goes on from a stamp kept from an earlier run: every later stamp is greater. Not bounded by {@code maxSkew}, for the
     * wall clock may have stepped back since. Does nothing if the clock is there already.
     *
     * @param stamp a stamp of this node, not negative
     */
    public void advanceTo(long stamp) {
        if (stamp < 0) {
            throw new IllegalArgumentException("not a stamp: " + stamp);
        }
        last.accumulateAndGet(stamp, Math::max);
    }

    /** The greatest stamp made, observed or advanced to; 0 if none. */
    public long highWater() {
        return last.get();
    }

    /** The milliseconds since 1970 of a stamp. */
    public static long millis(long stamp) {
        return stamp >>> COUNTER_BITS;
    }

    /** The counter of a stamp, 0 to 65,535. */
    public static int counter(long stamp) {
        return (int) (stamp & COUNTER_MASK);
    }

    /** The first stamp of a millisecond. */
    static long stamp(long millis) {
        return Math.max(0, Math.min(millis, MAX_MILLIS)) << COUNTER_BITS;
    }

    private long successorOf(long seen) {
        long wall = stamp(wallMillis.getAsLong());
        while (true) {
            long previous = last.get();
            long floor = Math.max(previous, seen);
            if (floor == Long.MAX_VALUE) {
                throw new IllegalStateException("hybrid clock exhausted: no stamp comes after " + floor);
            }
            long next = Math.max(floor + 1, wall);
            if (last.compareAndSet(previous, next)) {
                return next;
            }
        }
    }

    private long aheadMillis(long stamp) {
        return millis(stamp) - millis(stamp(wallMillis.getAsLong()));
    }
}
