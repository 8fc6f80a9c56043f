package io.barrel.p2p.service;

import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.replica.ReplicaTimer;
import io.barrel.p2p.wire.NodeId;
import java.util.List;
import java.util.Map;

/** What happens to a {@link ServiceReplica}. */
public sealed interface ServiceInput {

    /** This node offers a service, or tells something else of one it offers. */
    record Register(String service, Map<String, String> metadata) implements ServiceInput {}

    /** This node does not offer a service any more. */
    record Unregister(String service) implements ServiceInput {}

    /** This node goes on as another incarnation. */
    record Reincarnated(long incarnation) implements ServiceInput {}

    /** The roster says something else of a member, or nothing any more. */
    record MemberChanged(NodeId node) implements ServiceInput {}

    /** A broadcast came. */
    record Delivered(NodeId origin, List<ReplicaEntry> entries) implements ServiceInput {}

    /** A message of anti-entropy came. */
    record Received(NodeId from, ReplicaMessage message) implements ServiceInput {}

    /** A peer is a neighbour. */
    record NeighborUp(NodeId peer) implements ServiceInput {}

    /** A peer is no neighbour any more. */
    record NeighborDown(NodeId peer) implements ServiceInput {}

    /** A timer fired. */
    record TimerFired(ReplicaTimer timer) implements ServiceInput {}
}
