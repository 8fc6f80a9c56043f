package io.barrel.p2p.transport;

/** Why a link is closed; the code travels in Goodbye and as QUIC application error. */
public enum CloseReason {
    /** No reason was given. */
    NONE(0),
    /** The node stops. */
    SHUTDOWN(1),
    /** Another link to the same peer carries on. */
    SUPERSEDED(2),
    /** The channel was idle and nobody needs it. */
    IDLE(3),
    /** The peer is not admitted any longer. */
    REJECTED(4),
    /** The link belongs to an older incarnation of the peer. */
    STALE_INCARNATION(5),
    /** The peer broke the protocol. */
    PROTOCOL_ERROR(6),
    /** The peer did not read what was sent to it. */
    OVERFLOW(7),
    /** The authentication failed. */
    AUTHENTICATION(8),
    /** Too many connections are pending. */
    BUSY(9),
    /** Another of several racing dials won. */
    RACE_LOST(10);

    private final int code;

    CloseReason(int code) {
        this.code = code;
    }

    /** The code on the wire. */
    public int code() {
        return code;
    }

    /** The reason of that code, {@link #NONE} for a code this version does not know. */
    public static CloseReason ofCode(int code) {
        for (CloseReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return NONE;
    }
}
