package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * A service is offered by a member, and was not before: it was registered there, or the member came back with it.
 *
 * @param service the service
 * @param node the member
 */
public record ServiceRegistered(String service, NodeId node) implements P2pEvent {}
