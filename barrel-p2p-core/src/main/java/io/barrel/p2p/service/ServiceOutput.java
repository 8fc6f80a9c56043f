package io.barrel.p2p.service;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.replica.ReplicaTimer;
import io.barrel.p2p.wire.NodeId;
import java.util.List;

/** What a {@link ServiceReplica} wants done. */
public sealed interface ServiceOutput {

    /** Broadcast entries written here. */
    record Broadcast(List<ReplicaEntry> entries) implements ServiceOutput {}

    /** Send a message to a neighbour. */
    record SendTo(NodeId to, ReplicaMessage message) implements ServiceOutput {}

    /** Set a timer, instead of the same one. */
    record Schedule(ReplicaTimer timer, long delayMillis) implements ServiceOutput {}

    /** Unset a timer. */
    record Cancel(ReplicaTimer timer) implements ServiceOutput {}

    /** Tell the application. */
    record Emit(P2pEvent event) implements ServiceOutput {}

    /** Another node said what is not taken in. */
    record Refused(NodeId from, String what, Refusal refusal) implements ServiceOutput {}
}
