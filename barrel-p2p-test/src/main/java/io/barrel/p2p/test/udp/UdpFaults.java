package io.barrel.p2p.test.udp;

import java.time.Duration;

/**
 * What happens to datagrams of one direction. Immutable.
 *
 * @param loss share that is lost, 0 to 1
 * @param duplicate share that arrives twice, 0 to 1
 * @param reorder share that arrives behind its successor, 0 to 1; without a successor 20 ms late
 * @param delay by which every datagram is late, at most a minute
 * @param jitter upper bound of a random further delay, at most a minute; larger than the time between two datagrams, it
 *     reorders too
 * @param blocked whether nothing passes at all
 */
public record UdpFaults(
        double loss, double duplicate, double reorder, Duration delay, Duration jitter, boolean blocked) {

    // First: the constants below are checked against it.
    private static final Duration MAX_DELAY = Duration.ofMinutes(1);

    /** A perfect line. */
    public static final UdpFaults NONE = new UdpFaults(0, 0, 0, Duration.ZERO, Duration.ZERO, false);

    /** A cut line. */
    public static final UdpFaults BLOCKED = new UdpFaults(0, 0, 0, Duration.ZERO, Duration.ZERO, true);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a share or a delay is out of range
     */
    public UdpFaults {
        share("loss", loss);
        share("duplicate", duplicate);
        share("reorder", reorder);
        bounded("delay", delay);
        bounded("jitter", jitter);
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be between 0 and 1: " + value);
        }
    }

    private static void bounded(String name, Duration value) {
        if (value.isNegative() || value.compareTo(MAX_DELAY) > 0) {
            throw new IllegalArgumentException(name + " must be between 0 and " + MAX_DELAY + ": " + value);
        }
    }

    /** These faults with another {@link #loss}. */
    public UdpFaults withLoss(double share) {
        return new UdpFaults(share, duplicate, reorder, delay, jitter, blocked);
    }

    /** These faults with another {@link #duplicate}. */
    public UdpFaults withDuplicate(double share) {
        return new UdpFaults(loss, share, reorder, delay, jitter, blocked);
    }

    /** These faults with another {@link #reorder}. */
    public UdpFaults withReorder(double share) {
        return new UdpFaults(loss, duplicate, share, delay, jitter, blocked);
    }

    /** These faults with another {@link #delay} and {@link #jitter}. */
    public UdpFaults withDelay(Duration delay, Duration jitter) {
        return new UdpFaults(loss, duplicate, reorder, delay, jitter, blocked);
    }
}
