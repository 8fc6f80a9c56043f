package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * A peer has a new identity, signed by its old one, which was followed: the new key is pinned in place of the old one.
 *
 * @param node the peer
 * @param oldFingerprint SHA-256 of the key that was pinned, lower-case hex
 * @param fingerprint SHA-256 of the key that is pinned now, lower-case hex
 */
public record PeerKeySucceeded(NodeId node, String oldFingerprint, String fingerprint) implements P2pEvent {}
