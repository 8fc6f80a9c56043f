package io.barrel.p2p.membership;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;

/**
 * Parameters of HyParView. Sizes and walk lengths are those of the DSN 2007 paper (section 5.1: 10,000 nodes, active 5,
 * passive 30, ARWL 6, PRWL 3); times are those of the deployment guide.
 *
 * @param activeSize bound of the active view, 1 to 64
 * @param passiveSize bound of the passive view, 0 to 4,096
 * @param arwl active random walk length, hops of a FORWARD_JOIN, 0 to 32
 * @param prwl passive random walk length, hops at which it is remembered, 0 to {@code arwl}
 * @param shuffleLength peers per shuffle, the sender included, 1 to 64
 * @param shufflePeriod time between shuffles
 * @param maxFailCount failed attempts after which a peer leaves the passive view, at least 1
 * @param baseBackoff wait after a first failure, doubled for each further one up to 5 min
 * @param passiveMaxAge age at which an entry of a full passive view gives way
 * @param pendingTimeout how long a proposal may stay unanswered
 * @param rotatePeriod time between two exchanges of an active peer for a passive one
 * @param healPeriod time between two dials of a peer that was lost, while there is one
 * @param optimize what the active view prefers
 */
public record HyParViewConfig(
        int activeSize,
        int passiveSize,
        int arwl,
        int prwl,
        int shuffleLength,
        Duration shufflePeriod,
        int maxFailCount,
        Duration baseBackoff,
        Duration passiveMaxAge,
        Duration pendingTimeout,
        Duration rotatePeriod,
        Duration healPeriod,
        Optimize optimize) {

    /** What an active view prefers. */
    public enum Optimize {
        /** Nothing: edges are random. */
        NONE,
        /**
         * Near peers, by measured round-trip time; the farthest peer stays, whoever it is, so that regions stay connected
         * (after X-BOT: Leitão, Marques, Pereira, Rodrigues, SRDS 2009).
         */
        RTT
    }

    /** The defaults. */
    public static final HyParViewConfig DEFAULT = new HyParViewConfig(
            5,
            30,
            6,
            3,
            8,
            Duration.ofSeconds(10),
            5,
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Optimize.NONE);

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException naming the property, its value and the range
     */
    public HyParViewConfig {
        Check.range("membership.active-size", activeSize, 1, 64);
        Check.range("membership.passive-size", passiveSize, 0, 4096);
        Check.range("membership.arwl", arwl, 0, 32);
        Check.range("membership.prwl", prwl, 0, arwl);
        Check.range("membership.shuffle-length", shuffleLength, 1, 64);
        Check.range("membership.max-fail-count", maxFailCount, 1, 1000);
        positive("shuffle-period", shufflePeriod);
        positive("base-backoff", baseBackoff);
        positive("passive-max-age", passiveMaxAge);
        positive("pending-timeout", pendingTimeout);
        positive("rotate-period", rotatePeriod);
        positive("heal-period", healPeriod);
    }

    /** The same with another rotate-period. */
    public HyParViewConfig withRotatePeriod(Duration period) {
        return with(period, healPeriod, optimize);
    }

    /** The same with another heal-period. */
    public HyParViewConfig withHealPeriod(Duration period) {
        return with(rotatePeriod, period, optimize);
    }

    /** The same with another preference. */
    public HyParViewConfig withOptimize(Optimize preference) {
        return with(rotatePeriod, healPeriod, preference);
    }

    private HyParViewConfig with(Duration newRotatePeriod, Duration newHealPeriod, Optimize newOptimize) {
        return new HyParViewConfig(
                activeSize,
                passiveSize,
                arwl,
                prwl,
                shuffleLength,
                shufflePeriod,
                maxFailCount,
                baseBackoff,
                passiveMaxAge,
                pendingTimeout,
                newRotatePeriod,
                newHealPeriod,
                newOptimize);
    }

    private static void positive(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new InvalidConfigurationException("membership." + name, value, "must be at least 1ms");
        }
    }
}
