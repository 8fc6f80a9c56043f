package io.barrel.p2p.roster;

import java.util.Locale;

/** What the cluster believes of a member, in the order in which one belief replaces another. */
public enum MemberStatus {
    /** It takes part. */
    ALIVE,
    /** Somebody could not reach it, and nobody has objected yet. */
    SUSPECT,
    /** It is taken for gone. It may come back. */
    DEAD,
    /** It said that it leaves. */
    LEFT;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in logs, metrics and JSON, such as {@code alive}. */
    public String word() {
        return word;
    }
}
