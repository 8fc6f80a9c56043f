package io.barrel.p2p.messaging;

import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;

/** What an {@link Exchange} wants done. */
public sealed interface ExchangeOutput {

    /** Link to a node; answered by {@code Linked} or {@code ConnectFailed}. */
    record Connect(NodeId peer) implements ExchangeOutput {}

    /** Send a frame on a lane of the link to a node. */
    record SendTo(NodeId to, int lane, MessageFrame frame) implements ExchangeOutput {}

    /** Hand a message to its handler; answered by {@code Taken}, and by {@code Replied} or {@code Failed} for a request. */
    record Deliver(Delivery delivery) implements ExchangeOutput {}

    /** A message has arrived, or a reply has; with an empty payload for a message. */
    record Completed(Call call, ByteBuffer reply) implements ExchangeOutput {}

    /**
     * A message or request has failed.
     *
     * @param detail why, for a person; without the node's name and the address
     */
    record CallFailed(Call call, MessagingFailure failure, String detail) implements ExchangeOutput {}

    /** A node does not keep to the protocol: its link is not to be used any more. */
    record Violated(NodeId peer, String detail) implements ExchangeOutput {}

    /** Set a timer that is not set. */
    record Schedule(ExchangeTimer timer, long delayMillis) implements ExchangeOutput {}
}
