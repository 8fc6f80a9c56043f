package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * This node joined an overlay: its active view was empty and now has a peer.
 *
 * @param contact the first peer
 */
public record NodeJoined(NodeId contact) implements P2pEvent {}
