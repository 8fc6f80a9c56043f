package io.barrel.p2p.roster;

import io.barrel.p2p.wire.NodeId;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A suspicion that is not decided: of one incarnation and refutation of a member. */
final class OpenSuspicion {

    private final MemberEntry suspect;
    private final @Nullable MemberEntry before;
    private final long since;
    private final Set<NodeId> accusers = new LinkedHashSet<>();
    private long extension;
    private long shortenedAt;
    private boolean waitedForOthers;
    private final Suspicion record;

    OpenSuspicion(MemberEntry suspect, @Nullable MemberEntry before, Suspicion record, long now) {
        this.suspect = suspect;
        this.before = before;
        this.record = record;
        this.since = now;
        this.shortenedAt = now;
    }

    /** The entry that began it. */
    MemberEntry suspect() {
        return suspect;
    }

    /** The entry that was held when it began. */
    @Nullable
    MemberEntry before() {
        return before;
    }

    Suspicion record() {
        return record;
    }

    boolean isOf(long incarnation, long refutation) {
        return suspect.incarnation() == incarnation && suspect.refutation() == refutation;
    }

    /** Whether the accuser is new; one whose suspicion was ended by a vouch may raise another. */
    boolean accuse(NodeId accuser, long now) {
        boolean fresh = accusers.add(accuser);
        if (fresh && accusers.size() <= SuspicionTimeouts.CONFIRMING) {
            shortenedAt = now;
        }
        return fresh;
    }

    /** Ends the suspicion of one accuser. */
    void vouch(NodeId accuser) {
        accusers.remove(accuser);
    }

    Set<NodeId> accusers() {
        return accusers;
    }

    /** Whether somebody accuses: not so if it is only known from another replica, or all were vouched away. */
    boolean hasAccusers() {
        return !accusers.isEmpty();
    }

    boolean isFirstAccuser(NodeId node) {
        return accusers.stream().min(NodeId::compareTo).filter(node::equals).isPresent();
    }

    long since() {
        return since;
    }

    /** This process was held up: what others had to say may be unread. */
    void extend(long millis) {
        extension += millis;
    }

    /**
     * When it runs out.
     *
     * @param sinceBegin how long it lasts
     * @param sinceShortened how long it lasts at least after an accuser made it shorter: the suspect had no reason to hurry before
     */
    long deadline(long sinceBegin, long sinceShortened) {
        return extension + Math.max(since + sinceBegin, shortenedAt + sinceShortened);
    }

    /** True the first time. */
    boolean waitsForOthers() {
        boolean waits = !waitedForOthers;
        waitedForOthers = true;
        return waits;
    }
}
