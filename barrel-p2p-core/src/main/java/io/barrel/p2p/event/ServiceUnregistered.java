package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * A member does not offer a service any more.
 *
 * @param service the service
 * @param node the member
 */
public record ServiceUnregistered(String service, NodeId node) implements P2pEvent {}
