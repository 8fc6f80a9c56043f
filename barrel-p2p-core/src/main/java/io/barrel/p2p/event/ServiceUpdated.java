package io.barrel.p2p.event;

import io.barrel.p2p.wire.NodeId;

/**
 * What a member tells of a service it offers has changed: its metadata, or since when it is offered.
 *
 * @param service the service
 * @param node the member
 */
public record ServiceUpdated(String service, NodeId node) implements P2pEvent {}
