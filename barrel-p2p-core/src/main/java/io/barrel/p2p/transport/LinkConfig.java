package io.barrel.p2p.transport;

import io.barrel.p2p.error.DurationText;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How soon a silent peer is taken for lost.
 *
 * @param idleTimeout silence after which a watched link is lost; keep-alives leave every quarter of it; at least 100 ms
 * @param redialBound how long a redial may take; null for five round-trip times, at least 500 ms and at most 3 s
 * @param channelIdleTimeout silence after which an unwatched link ends
 */
public record LinkConfig(Duration idleTimeout, @Nullable Duration redialBound, Duration channelIdleTimeout) {

    /** 1.5 s, automatic, 30 s: a killed or frozen neighbour is known down in about 2 s. */
    public static final LinkConfig DEFAULT = new LinkConfig(Duration.ofMillis(1500), null, Duration.ofSeconds(30));

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException if a duration is out of range
     */
    public LinkConfig {
        if (idleTimeout.toMillis() < 100) {
            throw new InvalidConfigurationException("link.idle-timeout", idleTimeout, "must be at least 100ms");
        }
        if (redialBound != null && redialBound.toMillis() < 100) {
            throw new InvalidConfigurationException("link.redial-bound", redialBound, "must be at least 100ms");
        }
        if (channelIdleTimeout.compareTo(idleTimeout) < 0) {
            throw new InvalidConfigurationException(
                    "link.channel-idle-timeout",
                    channelIdleTimeout,
                    "must not be shorter than link.idle-timeout=" + DurationText.of(idleTimeout));
        }
    }
}
