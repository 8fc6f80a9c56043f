package io.barrel.p2p.messaging;

import io.barrel.p2p.wire.NodeId;

/** A message was not delivered, or not answered. The text names node and address and says what to do. */
public final class MessagingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final MessagingFailure failure;
    private final transient NodeId node;
    private final String address;

    /** A failure of a message to that node and address. */
    public MessagingException(MessagingFailure failure, NodeId node, String address, String text) {
        // Thrown often where a node is down; where it is thrown from says nothing.
        super(text, null, false, false);
        this.failure = failure;
        this.node = node;
        this.address = address;
    }

    /** Why. */
    public MessagingFailure failure() {
        return failure;
    }

    /** The node it was sent to. */
    public NodeId node() {
        return node;
    }

    /** The address it was sent to. */
    public String address() {
        return address;
    }
}
