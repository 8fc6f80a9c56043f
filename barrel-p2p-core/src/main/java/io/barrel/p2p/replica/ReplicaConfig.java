package io.barrel.p2p.replica;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;

/**
 * Parameters of anti-entropy (docs/reference/configuration.md).
 *
 * @param antiEntropyPeriod time between two comparisons with a random neighbour, ± 25 %; 1 s to 1 h
 * @param maxClockSkew how far a stamp of another node may be ahead of the clock here; 1 s to 1 h
 * @param tombstoneRetention how long a removed key is remembered at least; 1 min to 7 days
 */
public record ReplicaConfig(Duration antiEntropyPeriod, Duration maxClockSkew, Duration tombstoneRetention) {

    /** What docs/reference/configuration.md lists. */
    public static final ReplicaConfig DEFAULT =
            new ReplicaConfig(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofHours(1));

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException naming the property, its value and the range
     */
    public ReplicaConfig {
        Check.range("replica.anti-entropy-period", antiEntropyPeriod, Duration.ofSeconds(1), Duration.ofHours(1));
        Check.range("replica.max-clock-skew", maxClockSkew, Duration.ofSeconds(1), Duration.ofHours(1));
        Check.range("replica.tombstone-retention", tombstoneRetention, Duration.ofMinutes(1), Duration.ofDays(7));
    }
}
