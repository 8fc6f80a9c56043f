package io.barrel.p2p.messaging;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Messages to one member, whether or not it is a neighbour: a link to it is opened when it is needed. Any thread; never waits.
 *
 * <p>What one node sends to one address of another is handled in the order in which it was sent, one at a time, and no more than
 * once: it survives the loss of a link, but not the end of either process. A handler that is slow makes its own callers wait and
 * nobody else. Every future completes, at the latest when its time is up; a {@link MessagingException} says which node, which
 * address and what to do, and if it says {@link MessagingFailure#UNREACHABLE} or {@link MessagingFailure#TIMEOUT}, the message may
 * or may not have been handled.
 */
public interface Messaging {

    /** The longest address, in bytes of UTF-8. */
    int MAX_ADDRESS = 255;

    /** The largest payload, in bytes. */
    int MAX_PAYLOAD = 1 << 20;

    /** The longest time a message may be given. */
    Duration MAX_TIMEOUT = Duration.ofMinutes(10);

    /** Addresses that begin with this belong to the cluster itself. */
    String RESERVED_PREFIX = "barrel_p2p:";

    /**
     * Sends a message that wants no reply.
     *
     * @param to a member, this node included
     * @param address 1 to {@link #MAX_ADDRESS} bytes of UTF-8
     * @param payload position to limit, copied before this returns
     * @return completes when the other node has the message and will hand it to the handler of that address; fails with
     *     {@link MessagingException}
     * @throws IllegalArgumentException if the address is out of bounds
     */
    CompletionStage<Void> send(NodeId to, String address, ByteBuffer payload);

    /**
     * Sends a message and waits for the reply. Cancelling the future ({@code toCompletableFuture().cancel(true)}) tells the other
     * node, which does not begin to handle it if it has not begun.
     *
     * @param to a member, this node included
     * @param address 1 to {@link #MAX_ADDRESS} bytes of UTF-8
     * @param payload position to limit, copied before this returns
     * @param context what the handler is told beside the payload, such as the trace; a few short pairs
     * @param timeout how long to wait for the reply, 1 ms to {@link #MAX_TIMEOUT}
     * @return completes with the reply, or fails with {@link MessagingException}
     * @throws IllegalArgumentException if the address, the context or the timeout is out of bounds
     */
    CompletionStage<ByteBuffer> request(
            NodeId to, String address, ByteBuffer payload, Map<String, String> context, Duration timeout);

    /** As {@link #request(NodeId, String, ByteBuffer, Map, Duration)} without context. */
    default CompletionStage<ByteBuffer> request(NodeId to, String address, ByteBuffer payload, Duration timeout) {
        return request(to, address, payload, Map.of(), timeout);
    }

    /**
     * Handles the messages to an address of this node, until the subscription is closed.
     *
     * @throws IllegalArgumentException if the address is out of bounds or reserved
     * @throws IllegalStateException if the address has a handler already
     */
    Subscription handle(String address, MessageHandler handler);

    /** How messaging goes now. */
    MessagingStatus status();
}
