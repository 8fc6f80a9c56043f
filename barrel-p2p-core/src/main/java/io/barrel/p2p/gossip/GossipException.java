package io.barrel.p2p.gossip;

/** A broadcast could not be sent. The message names the node and says what to do. */
public final class GossipException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message. */
    public GossipException(String message) {
        super(message);
    }
}
