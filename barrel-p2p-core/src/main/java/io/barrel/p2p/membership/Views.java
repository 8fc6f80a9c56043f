package io.barrel.p2p.membership;

import io.barrel.p2p.wire.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's active and passive view at one moment.
 *
 * @param active peers this node exchanges gossip with, oldest first
 * @param passive peers it knows besides, most recently seen first
 * @param activeSize bound of the active view
 * @param passiveSize bound of the passive view
 */
public record Views(List<Active> active, List<Passive> passive, int activeSize, int passiveSize) {

    /** Takes copies of the lists. */
    public Views {
        active = List.copyOf(active);
        passive = List.copyOf(passive);
    }

    /**
     * An active peer.
     *
     * @param peer the peer
     * @param since when it entered
     * @param rtt smoothed round-trip time; null before it was measured
     */
    public record Active(Peer peer, Instant since, @Nullable Duration rtt) {}

    /**
     * A passive peer.
     *
     * @param peer the peer
     * @param lastSeen when it was last heard of
     * @param failures failed attempts to link to it since it was last linked
     */
    public record Passive(Peer peer, Instant lastSeen, int failures) {}
}
