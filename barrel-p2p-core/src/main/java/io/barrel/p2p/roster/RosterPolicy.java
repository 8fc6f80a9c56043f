package io.barrel.p2p.roster;

import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaPolicy;
import io.barrel.p2p.wire.MalformedInputException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Which entries of other nodes the roster takes, and which members it forgets. */
final class RosterPolicy implements ReplicaPolicy {

    /** The most members. */
    static final int MAX_MEMBERS = 65_536;

    private final LongSupplier wallMillis;
    private final long maxSkewMillis;
    private final long retentionMillis;
    private final Function<ReplicaEntry, @Nullable ReplicaEntry> held;
    private final BooleanSupplier hasRoom;

    /**
     * A policy.
     *
     * @param held what is held in the place of an entry; null if nothing
     * @param hasRoom whether a further member may be taken in
     */
    RosterPolicy(
            LongSupplier wallMillis,
            long maxSkewMillis,
            long retentionMillis,
            Function<ReplicaEntry, @Nullable ReplicaEntry> held,
            BooleanSupplier hasRoom) {
        this.wallMillis = wallMillis;
        this.maxSkewMillis = maxSkewMillis;
        this.retentionMillis = retentionMillis;
        this.held = held;
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
        ReplicaEntry known = held.apply(entry);
        if (isAhead(member, known)) {
            return Optional.of(Refusal.CLOCK_SKEW);
        }
        return known != null || hasRoom.getAsBoolean() ? Optional.empty() : Optional.of(Refusal.FULL);
    }

    /** A life that is known already was not ahead when it came: if it is now, the clock here was set back. */
    private boolean isAhead(MemberEntry member, @Nullable ReplicaEntry known) {
        long latest = wallMillis.getAsLong() + maxSkewMillis;
        boolean laterLife = HybridClock.millis(member.incarnation()) > latest
                && (known == null || RosterCodec.decode(known).incarnation() < member.incarnation());
        return laterLife || member.since() > latest;
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
