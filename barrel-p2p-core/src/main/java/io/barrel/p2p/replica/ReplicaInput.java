package io.barrel.p2p.replica;

import io.barrel.p2p.wire.NodeId;
import java.util.List;

/** What happens to a replica. */
public sealed interface ReplicaInput {

    /** This node writes. Broadcast if it wins over what is held; ignored otherwise. */
    record Put(ReplicaEntry entry) implements ReplicaInput {}

    /** A broadcast of another node arrived. */
    record Delta(NodeId origin, List<ReplicaEntry> entries) implements ReplicaInput {}

    /** A message of a peer arrived over its link. */
    record Received(NodeId from, ReplicaMessage message) implements ReplicaInput {}

    /** A peer entered the active view: compare with it at once. */
    record NeighborUp(NodeId peer) implements ReplicaInput {}

    /** A peer left the active view. */
    record NeighborDown(NodeId peer) implements ReplicaInput {}

    /** A timer fired. */
    record TimerFired(ReplicaTimer timer) implements ReplicaInput {}
}
