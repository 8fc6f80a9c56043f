package io.barrel.p2p.node;

import io.barrel.p2p.gossip.GossipTimer;
import io.barrel.p2p.membership.MembershipTimer;
import io.barrel.p2p.replica.ReplicaTimer;
import io.barrel.p2p.roster.RosterTimer;

/** A timer of a node, as a value. */
public sealed interface NodeTimer {

    /** One of HyParView. */
    record OfMembership(MembershipTimer timer) implements NodeTimer {}

    /** One of Plumtree. */
    record OfGossip(GossipTimer timer) implements NodeTimer {}

    /** One of a replicated map, named by its topic. */
    record OfMap(String topic, ReplicaTimer timer) implements NodeTimer {}

    /** One of the services. */
    record OfServices(ReplicaTimer timer) implements NodeTimer {}

    /** One of the revocations. */
    record OfRevocations(ReplicaTimer timer) implements NodeTimer {}

    /** One of the roster. */
    record OfRoster(RosterTimer timer) implements NodeTimer {}
}
