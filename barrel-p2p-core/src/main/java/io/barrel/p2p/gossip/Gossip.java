package io.barrel.p2p.gossip;

import io.barrel.p2p.event.Subscription;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Broadcasts to every node of the cluster, by topic. Any thread.
 *
 * <p>A broadcast is delivered at most once per subscription, on the node that published it too. Broadcasts of one node to
 * one topic arrive in the order in which they were published, unless one had to be repaired or a neighbour came or went
 * meanwhile; nothing more is promised.
 */
public interface Gossip {

    /** The longest topic, in bytes of UTF-8. */
    int MAX_TOPIC = 255;

    /** Topics that begin with this belong to the cluster itself. */
    String RESERVED_PREFIX = "barrel_p2p:";

    /**
     * Broadcasts a payload.
     *
     * @param topic 1 to {@link #MAX_TOPIC} bytes of UTF-8, not beginning with {@link #RESERVED_PREFIX}
     * @param payload position to limit, copied before this returns
     * @return completes, on a thread of the node that may be blocked, when the broadcast is on its way to the neighbours; fails with {@link GossipException} if too much
     *     waits to be sent or the node does not run
     * @throws IllegalArgumentException if the topic is out of bounds or the payload larger than
     *     {@link GossipConfig#maxBroadcast}
     */
    CompletionStage<Void> publish(String topic, ByteBuffer payload);

    /** As {@link #publish(String, ByteBuffer)}. */
    default CompletionStage<Void> publish(String topic, byte[] payload) {
        return publish(topic, ByteBuffer.wrap(payload));
    }

    /**
     * Calls a listener for every broadcast to a topic, one at a time, on an executor of the node. A listener that throws is
     * logged and gets the next one; one that falls more than {@link GossipConfig#queueLength} broadcasts or
     * {@link GossipConfig#queueBytes} behind loses the newest and is told by {@link GossipListener#onLagged}.
     *
     * @param topic as in {@link #publish}
     * @param listener called for each broadcast
     */
    Subscription subscribe(String topic, GossipListener listener);

    /** How gossip goes now. */
    GossipStatus status();
}
