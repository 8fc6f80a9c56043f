package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * A member of the cluster is gone.
 *
 * @param node the member
 * @param incarnation its incarnation
 * @param left whether it said so itself; then there is neither accuser nor reason
 * @param accuser who could not reach it
 * @param reason how that was noticed
 */
public record MemberDown(
        NodeId node,
        long incarnation,
        boolean left,
        @Nullable NodeId accuser,
        @Nullable SuspicionReason reason) implements P2pEvent {}
