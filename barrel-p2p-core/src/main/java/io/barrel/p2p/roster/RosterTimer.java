package io.barrel.p2p.roster;

import io.barrel.p2p.replica.ReplicaTimer;
import io.barrel.p2p.wire.NodeId;

/** A timer of the roster machine, as a value. */
public sealed interface RosterTimer {

    /** One of the replica beneath. */
    record OfReplica(ReplicaTimer timer) implements RosterTimer {}

    /** Time to probe a random member. */
    record Probe() implements RosterTimer {}

    /** Time to see whether this process was held up. */
    record Tick() implements RosterTimer {}

    /** A suspicion runs out. */
    record Suspicion(NodeId node) implements RosterTimer {}

    /** Time to vouch for a suspect, unless it has spoken for itself. */
    record Vouch(NodeId node, NodeId accuser) implements RosterTimer {}
}
