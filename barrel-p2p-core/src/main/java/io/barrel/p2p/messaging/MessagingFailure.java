package io.barrel.p2p.messaging;

import java.util.Locale;

/** Why a message was not delivered or not answered. */
public enum MessagingFailure {
    /** No member has that name. */
    UNKNOWN_NODE,
    /** The node could not be reached, or ended meanwhile; what it had been sent may have been handled. */
    UNREACHABLE,
    /** No reply came in time; the message may have been handled. */
    TIMEOUT,
    /** The node does not take the message, and has not handled it. */
    REJECTED,
    /** The payload is too large. */
    TOO_LARGE,
    /** The node has no handler of that address. */
    NO_HANDLER,
    /** The handler failed. */
    REMOTE_ERROR,
    /** Too much waits on this node to be sent there already. */
    OVERLOADED,
    /** This node stops, or does not run. */
    STOPPED;

    /** As in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
