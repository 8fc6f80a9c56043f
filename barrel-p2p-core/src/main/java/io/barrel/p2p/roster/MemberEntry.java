package io.barrel.p2p.roster;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A replica's entry of a member, read. Ordered by incarnation, refutation and status; only the member itself raises the first
 * two.
 *
 * @param node the member
 * @param incarnation raised by each start of it
 * @param refutation raised by it whenever it objects, 0 to {@link #MAX_REFUTATION}
 * @param status what is believed of it
 * @param address where it is dialled
 * @param metadata what it tells of itself
 * @param since when the status was set, in milliseconds since 1970
 * @param accuser who could not reach it
 * @param reason how that was noticed
 */
record MemberEntry(
        NodeId node,
        long incarnation,
        long refutation,
        MemberStatus status,
        PeerAddress address,
        Map<String, String> metadata,
        long since,
        @Nullable NodeId accuser,
        @Nullable SuspicionReason reason) {

    static final long MAX_REFUTATION = (1L << 32) - 1;

    MemberEntry {
        metadata = Map.copyOf(metadata);
    }

    /** The same member at the same incarnation and refutation, in another light. */
    MemberEntry with(MemberStatus newStatus, long now, @Nullable NodeId by, @Nullable SuspicionReason why) {
        return new MemberEntry(node, incarnation, refutation, newStatus, address, metadata, now, by, why);
    }

    /** The accuser of a member that is suspect or dead. */
    NodeId requireAccuser() {
        if (accuser == null) {
            throw new IllegalStateException(node + " is " + status.word() + " and nobody accused it");
        }
        return accuser;
    }

    SuspicionReason requireReason() {
        if (reason == null) {
            throw new IllegalStateException(node + " is " + status.word() + " for no reason");
        }
        return reason;
    }

    /** Whether an accusation says nothing new of a member held so: it objected since, or is dead or gone already. */
    boolean answers(MemberEntry accusation) {
        if (incarnation != accusation.incarnation) {
            return incarnation > accusation.incarnation;
        }
        return refutation > accusation.refutation
                || (refutation == accusation.refutation && status.compareTo(MemberStatus.SUSPECT) > 0);
    }

    Member member() {
        return new Member(node, incarnation, status, address, metadata, Instant.ofEpochMilli(since), accuser, reason);
    }
}
