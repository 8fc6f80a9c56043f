package io.barrel.p2p.gossip;

import java.time.Duration;

/** Configurations that differ from the default in what a test is about. */
final class GossipConfigs {

    private GossipConfigs() {}

    static GossipConfig queue(int length, long bytes) {
        return make((int) Math.min(bytes, 1 << 20), Duration.ofSeconds(60), 32 << 20, length, bytes);
    }

    static GossipConfig cache(Duration age, long bytes) {
        return make((int) Math.min(bytes, 1 << 20), age, bytes, 1_024, 16 << 20);
    }

    private static GossipConfig make(
            int maxBroadcast, Duration cacheAge, long cacheBytes, int queueLength, long queueBytes) {
        return new GossipConfig(
                maxBroadcast,
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofMillis(250),
                4,
                cacheAge,
                cacheBytes,
                queueLength,
                queueBytes);
    }
}
