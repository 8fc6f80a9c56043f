package io.barrel.p2p.replica;

import io.barrel.p2p.wire.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a replica wants done. */
public sealed interface ReplicaOutput {

    /** Broadcast entries written here. */
    record Broadcast(List<ReplicaEntry> entries) implements ReplicaOutput {}

    /** Send a message over the link to a peer; dropped if there is none. */
    record SendTo(NodeId to, ReplicaMessage message) implements ReplicaOutput {}

    /** Fire a timer after a delay, replacing the same timer if it is set. */
    record Schedule(ReplicaTimer timer, long delayMillis) implements ReplicaOutput {}

    /** Unset a timer. */
    record Cancel(ReplicaTimer timer) implements ReplicaOutput {}

    /**
     * An entry was replaced. The replica already shows it.
     *
     * @param before what was held; null if nothing
     * @param after what is held; null if it expired
     */
    record Changed(@Nullable ReplicaEntry before, @Nullable ReplicaEntry after) implements ReplicaOutput {}

    /** An entry of another node was refused. */
    record Refused(NodeId from, ReplicaEntry entry, ReplicaPolicy.Refusal refusal) implements ReplicaOutput {}
}
