package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * A service is not offered any more because its member left, or is dead. It comes back with the member.
 *
 * @param service the service
 * @param node the member
 */
public record ServiceDown(String service, NodeId node) implements P2pEvent {}
