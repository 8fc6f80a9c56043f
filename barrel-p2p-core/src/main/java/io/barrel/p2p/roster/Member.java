package io.barrel.p2p.roster;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster, as this node knows it.
 *
 * @param node its name
 * @param incarnation raised by each start; a greater one replaces what was known of a smaller one
 * @param status what the cluster believes of it
 * @param address where it is dialled
 * @param metadata what it tells of itself
 * @param since when the node that set the status did so, by its clock
 * @param accuser who could not reach it; null while it is alive or if it left
 * @param reason how that was noticed; null while it is alive or if it left
 */
public record Member(
        NodeId node,
        long incarnation,
        MemberStatus status,
        PeerAddress address,
        Map<String, String> metadata,
        Instant since,
        @Nullable NodeId accuser,
        @Nullable SuspicionReason reason) {

    /** Copies the metadata. */
    public Member {
        metadata = Map.copyOf(metadata);
    }
}
