package io.barrel.p2p.event;

import java.util.Locale;

/** Why a member is taken for gone. */
public enum SuspicionReason {
    /** The link of an active peer was lost and could not be dialled again. */
    LINK_LOST,
    /** The random probe of a member that nobody here is linked to did not reach it. */
    PROBE_FAILED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in logs, metrics and JSON, such as {@code link_lost}. */
    public String word() {
        return word;
    }
}
