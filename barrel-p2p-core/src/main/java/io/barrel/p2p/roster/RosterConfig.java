package io.barrel.p2p.roster;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;

/**
 * Parameters of the roster (docs/reference/configuration.md).
 *
 * @param suspicionTimeout how long a suspicion by one accuser stays open, 100 ms to 5 min
 * @param suspicionMin how long one by three or more accusers does, at most {@code suspicionTimeout}
 * @param probePeriod time between two probes of a random member that is not linked, 1 s to 1 h
 * @param deadRetention how long a member that is gone stays on the roster, 1 min to 30 days
 */
public record RosterConfig(
        Duration suspicionTimeout, Duration suspicionMin, Duration probePeriod, Duration deadRetention) {

    /** What docs/reference/configuration.md lists. */
    public static final RosterConfig DEFAULT = new RosterConfig(
            Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofHours(24));

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException naming the property, its value and the range
     */
    public RosterConfig {
        Check.range("roster.suspicion-timeout", suspicionTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
        Check.range("roster.suspicion-min", suspicionMin, Duration.ofMillis(100), suspicionTimeout);
        Check.range("roster.probe-period", probePeriod, Duration.ofSeconds(1), Duration.ofHours(1));
        Check.range("roster.dead-retention", deadRetention, Duration.ofMinutes(1), Duration.ofDays(30));
    }
}
