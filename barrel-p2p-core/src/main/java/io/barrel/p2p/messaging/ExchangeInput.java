package io.barrel.p2p.messaging;

import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;

/** What happens to an {@link Exchange}. */
public sealed interface ExchangeInput {

    /** The application sends. */
    record Submit(Call call) implements ExchangeInput {}

    /** The application does not wait any more. */
    record Cancel(Call call) implements ExchangeInput {}

    /** A node is linked, as this incarnation of it. */
    record Linked(NodeId peer, long incarnation) implements ExchangeInput {}

    /** The link to a node gave way to another: what was on its way may be lost. */
    record Replaced(NodeId peer) implements ExchangeInput {}

    /** A node is not linked any more. */
    record Unlinked(NodeId peer) implements ExchangeInput {}

    /**
     * A node cannot be linked.
     *
     * @param failure what its callers are told
     * @param detail the same in words
     */
    record ConnectFailed(NodeId peer, MessagingFailure failure, String detail) implements ExchangeInput {}

    /** A frame came. */
    record Received(NodeId from, MessageFrame frame) implements ExchangeInput {}

    /** A lane to a node has room again. */
    record Drained(NodeId peer, int lane) implements ExchangeInput {}

    /** The handler of a message has returned. */
    record Taken(Delivery delivery) implements ExchangeInput {}

    /** The handler of a request replied. The payload is not changed any more. */
    record Replied(Delivery delivery, ByteBuffer payload) implements ExchangeInput {}

    /** There is no reply to a request, or no handler of a message. */
    record Failed(Delivery delivery, MessagingFailure failure, String detail) implements ExchangeInput {}

    /** A timer fired. */
    record TimerFired(ExchangeTimer timer) implements ExchangeInput {}

    /** The node stops: nothing that is under way will end otherwise. */
    record Stop() implements ExchangeInput {}
}
