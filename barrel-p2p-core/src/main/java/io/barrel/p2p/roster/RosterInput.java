package io.barrel.p2p.roster;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.wire.NodeId;

/** What happens to the roster machine. */
public sealed interface RosterInput {

    /** This node starts, or joins again after it left. */
    record Start() implements RosterInput {}

    /** This node leaves on request: says so. */
    record Leave() implements RosterInput {}

    /** A broadcast of another node to the roster's topic arrived. */
    record Delivered(NodeId origin, RosterBroadcast broadcast) implements RosterInput {}

    /** An anti-entropy message of a peer arrived over its link. */
    record Received(NodeId from, ReplicaMessage message) implements RosterInput {}

    /** A peer entered the active view. */
    record NeighborUp(NodeId peer) implements RosterInput {}

    /** A peer left the active view. */
    record NeighborDown(NodeId peer, DownReason reason) implements RosterInput {}

    /** A link to a peer came up, replaced or new: it is alive at this incarnation. */
    record Linked(NodeId peer, long incarnation) implements RosterInput {}

    /** A {@link RosterOutput.Probe} ended; if it reached the member, {@link Linked} came before. */
    record ProbeEnded(NodeId peer, boolean reached) implements RosterInput {}

    /** A timer fired. */
    record TimerFired(RosterTimer timer) implements RosterInput {}
}
