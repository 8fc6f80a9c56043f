package io.barrel.p2p.messaging;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;

/**
 * Parameters of messaging (docs/reference/configuration.md).
 *
 * @param sendTimeout how long a message without a reply may take to arrive, 100 ms to 10 min
 * @param queueBytes bytes of messages to one address of one node that may wait here, 1 MiB to 1 GiB
 * @param queueLength messages to one address of one node that may wait here, or for their replies, 1 to 1,000,000
 * @param handlerThreads handlers that may run, and block, at once, 1 to 10,000
 */
public record MessagingConfig(Duration sendTimeout, long queueBytes, int queueLength, int handlerThreads) {

    /** What docs/reference/configuration.md lists. */
    public static final MessagingConfig DEFAULT = new MessagingConfig(Duration.ofSeconds(10), 16 << 20, 16_384, 64);

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException naming the property, its value and the range
     */
    public MessagingConfig {
        Check.range("messaging.send-timeout", sendTimeout, Duration.ofMillis(100), Messaging.MAX_TIMEOUT);
        Check.range("messaging.queue-bytes", queueBytes, 1 << 20, 1L << 30);
        Check.range("messaging.queue-length", queueLength, 1, 1_000_000);
        Check.range("messaging.handler-threads", handlerThreads, 1, 10_000);
    }
}
