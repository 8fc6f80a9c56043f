package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;

/** How far peers are, as measured on the links to them. Asked only with {@link HyParViewConfig.Optimize#RTT}. */
@FunctionalInterface
public interface Proximity {

    /** Knows nothing. */
    Proximity UNKNOWN = node -> 0;

    /** The round-trip time to a peer in nanoseconds; 0 if there is no link to it, or it was not measured yet. */
    long rttNanos(NodeId peer);
}
