package io.barrel.p2p.membership;

import io.barrel.p2p.wire.Peer;
import java.util.List;

/**
 * The views as the machine has them; times are those given to it.
 *
 * @param active the active view, oldest first
 * @param passive the passive view, most recently seen first
 */
public record ViewState(List<Active> active, List<Passive> passive) {

    /** Takes copies of the lists. */
    public ViewState {
        active = List.copyOf(active);
        passive = List.copyOf(passive);
    }

    /**
     * An active peer.
     *
     * @param peer the peer
     * @param edge the edge both sides agreed on
     * @param since when it entered
     */
    public record Active(Peer peer, long edge, long since) {}

    /**
     * A passive peer.
     *
     * @param peer the peer
     * @param lastSeen when it was last heard of
     * @param failures failed attempts to link to it since it was last linked
     */
    public record Passive(Peer peer, long lastSeen, int failures) {}
}
