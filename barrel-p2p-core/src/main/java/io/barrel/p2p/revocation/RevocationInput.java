package io.barrel.p2p.revocation;

import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.replica.ReplicaTimer;
import io.barrel.p2p.wire.NodeId;
import java.util.List;

/** What happens to a {@link RevocationReplica}. */
public sealed interface RevocationInput {

    /** This node revokes another. */
    record Issue(SealedRevocation revocation) implements RevocationInput {}

    /** A broadcast came. */
    record Delivered(NodeId origin, List<ReplicaEntry> entries) implements RevocationInput {}

    /** A message of anti-entropy came. */
    record Received(NodeId from, ReplicaMessage message) implements RevocationInput {}

    /** A peer is a neighbour. */
    record NeighborUp(NodeId peer) implements RevocationInput {}

    /** A peer is no neighbour any more. */
    record NeighborDown(NodeId peer) implements RevocationInput {}

    /** A timer fired. */
    record TimerFired(ReplicaTimer timer) implements RevocationInput {}
}
