package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * A peer entered the active view: an authenticated link to it is up and both sides agreed on the edge.
 *
 * @param node the peer
 */
public record PeerUp(NodeId node) implements P2pEvent {}
