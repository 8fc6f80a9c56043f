package io.barrel.p2p.engine;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;

/**
 * When links that nobody needs are closed (docs/reference/configuration.md).
 *
 * @param sweepPeriod how often to look, 100 ms to 1 h
 * @param minAge how old a link must be, 0 to 1 day
 */
public record ChannelGcConfig(Duration sweepPeriod, Duration minAge) {

    /** What docs/reference/configuration.md lists. */
    public static final ChannelGcConfig DEFAULT = new ChannelGcConfig(Duration.ofSeconds(60), Duration.ofMinutes(5));

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException naming the property, its value and the range
     */
    public ChannelGcConfig {
        Check.range("channel-gc.sweep-period", sweepPeriod, Duration.ofMillis(100), Duration.ofHours(1));
        Check.range("channel-gc.min-age", minAge, Duration.ZERO, Duration.ofDays(1));
    }
}
