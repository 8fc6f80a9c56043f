package io.barrel.p2p.gossip;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;

/**
 * Parameters of Plumtree (docs/reference/configuration.md).
 *
 * @param maxBroadcast the largest payload, in bytes, 1 to 1 MiB
 * @param announceDelay how long an announcement may wait for others, 1 ms to 1 s
 * @param graftTimeout how long a first announced broadcast may take to arrive by the tree, 10 ms to 10 s
 * @param nextGraftTimeout how long after a graft the next announcer is grafted, 10 ms to 10 s
 * @param optimizationThreshold by how many hops a lazy path must be shorter to replace an eager one, 1 to 32
 * @param cacheAge how long a broadcast is kept to answer grafts, 1 s to 10 min
 * @param cacheBytes how many bytes of broadcasts are kept, at least {@code maxBroadcast}
 * @param queueLength broadcasts that may wait for one subscriber, 1 to 65,536
 * @param queueBytes bytes that may wait for one subscriber, at least {@code maxBroadcast}
 */
public record GossipConfig(
        int maxBroadcast,
        Duration announceDelay,
        Duration graftTimeout,
        Duration nextGraftTimeout,
        int optimizationThreshold,
        Duration cacheAge,
        long cacheBytes,
        int queueLength,
        long queueBytes) {

    /** What docs/reference/configuration.md lists. */
    public static final GossipConfig DEFAULT = new GossipConfig(
            1 << 20,
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            Duration.ofMillis(250),
            4,
            Duration.ofSeconds(60),
            32 << 20,
            1_024,
            16 << 20);

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException naming the property, its value and the range
     */
    public GossipConfig {
        Check.range("gossip.max-broadcast", maxBroadcast, 1, 1 << 20);
        Check.range("gossip.announce-delay", announceDelay, Duration.ofMillis(1), Duration.ofSeconds(1));
        Check.range("gossip.graft-timeout", graftTimeout, Duration.ofMillis(10), Duration.ofSeconds(10));
        Check.range("gossip.next-graft-timeout", nextGraftTimeout, Duration.ofMillis(10), Duration.ofSeconds(10));
        Check.range("gossip.optimization-threshold", optimizationThreshold, 1, 32);
        Check.range("gossip.cache-age", cacheAge, Duration.ofSeconds(1), Duration.ofMinutes(10));
        Check.range("gossip.cache-bytes", cacheBytes, maxBroadcast, 1L << 30);
        Check.range("gossip.queue-length", queueLength, 1, 65_536);
        Check.range("gossip.queue-bytes", queueBytes, maxBroadcast, 1L << 30);
    }

    /**
     * A payload that may be broadcast.
     *
     * @throws IllegalArgumentException if it is larger than {@code maxBroadcast}
     */
    public void requireSize(int bytes) {
        if (bytes > maxBroadcast) {
            throw new IllegalArgumentException("a broadcast has at most " + maxBroadcast + " bytes, this one has "
                    + bytes + ": send larger content another way and broadcast where it is");
        }
    }
}
