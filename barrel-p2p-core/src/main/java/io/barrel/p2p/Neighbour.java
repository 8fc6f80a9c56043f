package io.barrel.p2p;

import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A peer in the active view of a member, as that member tells it.
 *
 * @param node the peer
 * @param rtt smoothed round-trip time between the two; null before it was measured
 * @param eager whether the member passes broadcasts on to it in full, rather than their ids
 */
public record Neighbour(NodeId node, @Nullable Duration rtt, boolean eager) {}
