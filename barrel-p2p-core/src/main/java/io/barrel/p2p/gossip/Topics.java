package io.barrel.p2p.gossip;

import java.nio.charset.StandardCharsets;

/** Checks of topics. */
public final class Topics {

    private Topics() {}

    /**
     * A topic that an application may use.
     *
     * @throws IllegalArgumentException if it is empty, longer than {@link Gossip#MAX_TOPIC} bytes or reserved
     */
    public static void requireUserTopic(String topic) {
        int length = topic.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > Gossip.MAX_TOPIC) {
            throw new IllegalArgumentException(
                    "a topic has 1 to " + Gossip.MAX_TOPIC + " bytes of UTF-8, this one has " + length);
        }
        if (topic.startsWith(Gossip.RESERVED_PREFIX)) {
            throw new IllegalArgumentException("topics that begin with " + Gossip.RESERVED_PREFIX
                    + " are the cluster's own, choose another than " + topic);
        }
    }
}
