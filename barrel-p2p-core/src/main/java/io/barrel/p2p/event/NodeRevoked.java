package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * A node was revoked, and the revocation is in force on this node from now on. It may be this node itself, which then goes on, though
 * others have no more to do with it.
 *
 * @param node who was revoked
 * @param issuer who revoked it
 * @param reason what the issuer gave as reason; printable ASCII
 */
public record NodeRevoked(NodeId node, NodeId issuer, String reason) implements P2pEvent {}
