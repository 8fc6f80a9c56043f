package io.barrel.p2p.error;

import java.math.BigInteger;
import java.time.Duration;

/**
 * Durations as people write them in a configuration: {@code 0s}, {@code 500ms}, {@code 1m30s}. Whole seconds are split into
 * days, hours, minutes and seconds; anything finer is a count of the coarsest unit that is exact, such as {@code 1500ms}.
 */
public final class DurationText {

    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger THOUSAND = BigInteger.valueOf(1_000);

    private DurationText() {}

    /** The text of a duration; a negative one begins with a minus sign. */
    public static String of(Duration duration) {
        // Wider than a long: neither the longest duration nor its negation may overflow.
        BigInteger nanos = BigInteger.valueOf(duration.getSeconds())
                .multiply(NANOS_PER_SECOND)
                .add(BigInteger.valueOf(duration.getNano()));
        String sign = nanos.signum() < 0 ? "-" : "";
        return sign + (duration.getNano() == 0 ? wholeSeconds(nanos.abs()) : fraction(nanos.abs()));
    }

    private static String wholeSeconds(BigInteger nanos) {
        StringBuilder text = new StringBuilder();
        BigInteger left = nanos.divide(NANOS_PER_SECOND);
        left = take(left, 86_400, 'd', text);
        left = take(left, 3_600, 'h', text);
        left = take(left, 60, 'm', text);
        if (left.signum() > 0 || text.isEmpty()) {
            text.append(left).append('s');
        }
        return text.toString();
    }

    private static BigInteger take(BigInteger seconds, int unit, char symbol, StringBuilder text) {
        BigInteger[] parts = seconds.divideAndRemainder(BigInteger.valueOf(unit));
        if (parts[0].signum() > 0) {
            text.append(parts[0]).append(symbol);
        }
        return parts[1];
    }

    private static String fraction(BigInteger nanos) {
        BigInteger count = nanos;
        for (String unit : new String[] {"ns", "us"}) {
            BigInteger[] coarser = count.divideAndRemainder(THOUSAND);
            if (coarser[1].signum() != 0) {
                return count + unit;
            }
            count = coarser[0];
        }
        return count + "ms";
    }
}
