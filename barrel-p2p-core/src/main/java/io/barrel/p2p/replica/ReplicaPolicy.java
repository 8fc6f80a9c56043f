package io.barrel.p2p.replica;

import java.util.Locale;
import java.util.Optional;

/** What a replica leaves to its owner to judge. Called on the loop for every entry that comes from elsewhere. */
public interface ReplicaPolicy {

    /**
     * Why an entry of another node is not taken in. It is counted, logged and neither merged nor forwarded.
     *
     * @return empty to take it
     */
    Optional<Refusal> refusal(ReplicaEntry entry);

    /** Whether an entry may be forgotten everywhere without a trace: an old tombstone. Such an entry is not taken in either. */
    boolean isExpired(ReplicaEntry entry);

    /**
     * Whether an entry can ever expire: only such entries are looked at when the replica forgets. Depends on nothing but the
     * entry, and is true for whatever {@link #isExpired} may be. Tombstones, if not overridden.
     */
    default boolean mayExpire(ReplicaEntry entry) {
        return entry.isTombstone();
    }

    /** Why an entry was refused; the lower-case name is the tag of the metric. */
    enum Refusal {
        /** Its stamp is too far ahead of the clock here. */
        CLOCK_SKEW,
        /** It exceeds a bound on size or number. */
        TOO_LARGE,
        /** It is not what this replica holds, or its sender may not write it. */
        MALFORMED,
        /** It was published in the name of another node. */
        FORGED,
        /** This node published it itself before it restarted, and peers bring it back. */
        ECHO,
        /** The replica is full. */
        FULL,
        /** More came at once than is looked into. It comes again by anti-entropy. */
        BUSY;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** The word used in logs and metrics, such as {@code clock_skew}. */
        public String word() {
            return word;
        }
    }
}
