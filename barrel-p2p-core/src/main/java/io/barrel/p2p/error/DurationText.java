package io.barrel.p2p.error;

import java.math.BigInteger;
import java.time.Duration;

/**
 * Durations as a configuration takes them: a count of the coarsest unit that is exact, such as {@code 0s}, {@code 1500ms},
 * {@code 90s} or {@code 5m}.
 */
public final class DurationText {

    private static final String[] UNITS = {"ns", "us", "ms", "s", "m", "h", "d"};
    private static final int[] PER_NEXT = {1_000, 1_000, 1_000, 60, 60, 24};

    private DurationText() {}

    /** The text of a duration; a negative one begins with a minus sign. */
    public static String of(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        // Wider than a long: neither the longest duration nor its negation may overflow.
        BigInteger count = BigInteger.valueOf(duration.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(duration.getNano()));
        int unit = 0;
        while (unit < PER_NEXT.length) {
            BigInteger[] coarser = count.divideAndRemainder(BigInteger.valueOf(PER_NEXT[unit]));
            if (coarser[1].signum() != 0) {
                break;
            }
            count = coarser[0];
            unit++;
        }
        return count + UNITS[unit];
    }
}
