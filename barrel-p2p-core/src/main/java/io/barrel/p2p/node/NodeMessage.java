package io.barrel.p2p.node;

import io.barrel.p2p.gossip.GossipFrame;
import io.barrel.p2p.membership.MembershipMessage;
import io.barrel.p2p.replica.ReplicaFrame;

/** What two nodes say to each other above the link. */
public sealed interface NodeMessage {

    /** A message of HyParView. */
    record OfMembership(MembershipMessage message) implements NodeMessage {}

    /** A message of Plumtree and the edge it is sent over. */
    record OfGossip(GossipFrame frame) implements NodeMessage {}

    /** A message of a replica. */
    record OfReplica(ReplicaFrame frame) implements NodeMessage {}
}
