package io.barrel.p2p.error;

import java.time.Duration;

/** Checks of configured values. */
public final class Check {

    private Check() {}

    /**
     * A number between two bounds, both included.
     *
     * @throws InvalidConfigurationException naming the property, its value and the range
     */
    public static void range(String property, long value, long min, long max) {
        if (value < min || value > max) {
            throw new InvalidConfigurationException(property, value, "must be between " + min + " and " + max);
        }
    }

    /**
     * A duration between two bounds, both included.
     *
     * @throws InvalidConfigurationException naming the property, its value and the range
     */
    public static void range(String property, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new InvalidConfigurationException(
                    property, value, "must be between " + DurationText.of(min) + " and " + DurationText.of(max));
        }
    }
}
