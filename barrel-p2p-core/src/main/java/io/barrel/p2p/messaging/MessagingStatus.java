package io.barrel.p2p.messaging;

/**
 * How messaging goes.
 *
 * @param pending messages and requests of this node that are not completed
 * @param handling messages of others whose handlers have not returned or not replied
 * @param handlers addresses that have a handler
 */
public record MessagingStatus(int pending, int handling, int handlers) {

    /** Of a node that does not run. */
    public static final MessagingStatus NONE = new MessagingStatus(0, 0, 0);
}
