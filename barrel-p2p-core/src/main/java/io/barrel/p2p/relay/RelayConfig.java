package io.barrel.p2p.relay;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;

/**
 * Bounds of relaying (docs/reference/configuration.md).
 *
 * @param maxInFlight requests for routes that this node looks into at once, for others; and its own; 1 to 65,536
 * @param cacheSweepPeriod how long a route is remembered, and how often a direct way is tried again, 100 ms to 1 h
 * @param castMaxInFlight messages without a reply on their way to one node over others, 1 to 65,536
 */
public record RelayConfig(int maxInFlight, Duration cacheSweepPeriod, int castMaxInFlight) {

    /** What docs/reference/configuration.md lists. */
    public static final RelayConfig DEFAULT = new RelayConfig(256, Duration.ofSeconds(60), 32);

    private static final int MOST = 65_536;

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException naming the property, its value and the range
     */
    public RelayConfig {
        Check.range("router.max-in-flight", maxInFlight, 1, MOST);
        Check.range("router.cache-sweep-period", cacheSweepPeriod, Duration.ofMillis(100), Duration.ofHours(1));
        Check.range("proxy.cast-max-in-flight", castMaxInFlight, 1, MOST);
    }
}
