package io.barrel.p2p.roster;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the cluster believes of a member, in the order in which one belief replaces another. */
public enum MemberStatus {
    /** It takes part. */
    ALIVE(0),
    /** Somebody could not reach it, and nobody has objected yet. */
    SUSPECT(1),
    /** It is taken for gone. It may come back. */
    DEAD(2),
    /** It said that it leaves. */
    LEFT(3);

    private final int rank;
    private final String word = name().toLowerCase(Locale.ROOT);

    MemberStatus(int rank) {
        this.rank = rank;
    }

    /** Its place in the order, as on the wire. */
    int rank() {
        return rank;
    }

    /** The status of a rank; empty if there is none. */
    static Optional<MemberStatus> ofRank(int rank) {
        return Arrays.stream(values()).filter(status -> status.rank == rank).findFirst();
    }

    /** Whether the member may be there: alive, or suspect and not heard yet. */
    public boolean isPresent() {
        return this == ALIVE || this == SUSPECT;
    }

    /** The word used in logs, metrics and JSON, such as {@code alive}. */
    public String word() {
        return word;
    }
}
