package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * A member of the cluster is alive and was not before: it is new, came back, or refuted that it is gone.
 *
 * @param node the member
 * @param incarnation its incarnation
 */
public record MemberUp(NodeId node, long incarnation) implements P2pEvent {}
