package io.barrel.p2p.test;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;

/**
 * An event that a node of a test cluster published.
 *
 * @param at since the cluster was made, on its clock
 * @param node who published it
 * @param event what happened
 */
public record ClusterEvent(Duration at, NodeId node, P2pEvent event) {}
