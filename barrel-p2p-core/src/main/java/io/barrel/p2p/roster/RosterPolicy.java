package io.barrel.p2p.roster;

import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaPolicy;
import io.barrel.p2p.wire.MalformedInputException;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Which entries of other nodes the roster takes, and which members it forgets. */
final class RosterPolicy implements ReplicaPolicy {

    /** The most members. */
    static final int MAX_MEMBERS = 65_536;

    private final LongSupplier wallMillis;
    private final long maxSkewMillis;
    private final long retentionMillis;
    private final Predicate<ReplicaEntry> hasRoom;

    RosterPolicy(LongSupplier wallMillis, long maxSkewMillis, long retentionMillis, Predicate<ReplicaEntry> hasRoom) {
        this.wallMillis = wallMillis;
        this.maxSkewMillis = maxSkewMillis;
        this.retentionMillis = retentionMillis;
        this.hasRoom = hasRoom;
    }

    @Override
    public Optional<Refusal> refusal(ReplicaEntry entry) {
        if (entry.value() != null && entry.value().size() > RosterCodec.MAX_VALUE) {
            return Optional.of(Refusal.TOO_LARGE);
        }
        MemberEntry member;
        try {
            member = RosterCodec.decode(entry);
        } catch (MalformedInputException e) {
            return Optional.of(Refusal.MALFORMED);
        }
        long latest = wallMillis.getAsLong() + maxSkewMillis;
        if (HybridClock.millis(member.incarnation()) > latest || member.since() > latest) {
            return Optional.of(Refusal.CLOCK_SKEW);
        }
        return hasRoom.test(entry) ? Optional.empty() : Optional.of(Refusal.FULL);
    }

    @Override
    public boolean mayExpire(ReplicaEntry entry) {
        MemberStatus status = RosterCodec.status(entry);
        return status == MemberStatus.DEAD || status == MemberStatus.LEFT;
    }

    @Override
    public boolean isExpired(ReplicaEntry entry) {
        return mayExpire(entry)
                && wallMillis.getAsLong() - RosterCodec.decode(entry).since() > retentionMillis;
    }
}
