package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * A peer left the active view. Only {@link DownReason#NODEDOWN} says that something failed.
 *
 * @param node the peer
 * @param reason why it left
 */
public record PeerDown(NodeId node, DownReason reason) implements P2pEvent {}
