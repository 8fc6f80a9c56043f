package io.barrel.p2p.transport;

/**
 * How a link ended.
 *
 * @param by who ended it
 * @param reason the reason given; {@link CloseReason#NONE} when it was lost
 */
public record LinkEnd(By by, CloseReason reason) {

    /** Who ended a link. */
    public enum By {
        /** This node. */
        US,
        /** The peer said goodbye or closed the connection. */
        PEER,
        /** Nobody: idle timeout, or a connection error. */
        LOST
    }
}
