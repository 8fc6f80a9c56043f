package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * Somebody could not reach a member. It is taken for down unless it, or a peer that hears it, objects in time.
 *
 * @param node the member
 * @param incarnation its incarnation
 * @param accuser who could not reach it
 * @param reason how that was noticed
 */
public record MemberSuspected(NodeId node, long incarnation, NodeId accuser, SuspicionReason reason)
        implements P2pEvent {}
