package io.barrel.p2p.revocation;

import io.barrel.p2p.event.NodeRevoked;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.replica.ReplicaTimer;
import io.barrel.p2p.wire.NodeId;
import java.util.List;

/** What a {@link RevocationReplica} wants done. */
public sealed interface RevocationOutput {

    /** Broadcast entries written here. */
    record Broadcast(List<ReplicaEntry> entries) implements RevocationOutput {}

    /** Send a message to a neighbour. */
    record SendTo(NodeId to, ReplicaMessage message) implements RevocationOutput {}

    /** Set a timer, instead of the same one. */
    record Schedule(ReplicaTimer timer, long delayMillis) implements RevocationOutput {}

    /** Unset a timer. */
    record Cancel(ReplicaTimer timer) implements RevocationOutput {}

    /** A revocation is in force from now on: make it durable, have no more to do with the node, tell the application. */
    record InForce(NodeRevoked event) implements RevocationOutput {}

    /** Another node said what is not taken in. */
    record Refused(NodeId from, String what, Refusal refusal) implements RevocationOutput {}
}
