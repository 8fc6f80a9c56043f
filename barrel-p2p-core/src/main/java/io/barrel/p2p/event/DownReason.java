package io.barrel.p2p.event;

import java.util.Locale;

/** Why a peer left the active view. */
public enum DownReason {
    /** The peer said that it leaves the cluster. */
    GRACEFUL,
    /** The link was lost and could not be dialled again, or the peer came back as a newer incarnation. */
    NODEDOWN,
    /** One side made room for another peer; the peer itself is well. */
    DROPPED,
    /** The peer was refused: authentication, admission or revocation. */
    REJECTED,
    /** This node itself leaves or stops. */
    SHUTDOWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in logs, metrics and JSON, such as {@code nodedown}. */
    public String word() {
        return word;
    }
}
