package io.barrel.p2p.roster;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.replica.ReplicaPolicy;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;

/** What the roster machine wants done. */
public sealed interface RosterOutput {

    /** Broadcast to the roster's topic. */
    record Broadcast(RosterBroadcast broadcast) implements RosterOutput {}

    /** Send an anti-entropy message over the link to a peer; dropped if there is none. */
    record SendTo(NodeId to, ReplicaMessage message) implements RosterOutput {}

    /** Dial a member, and hang up once it has authenticated. Ends in {@link RosterInput.ProbeEnded}, never within this call. */
    record Probe(Peer peer) implements RosterOutput {}

    /** A member is gone but may come back: dial it now and then. */
    record Remember(Peer peer) implements RosterOutput {}

    /** A member is back, left or was forgotten: no longer dial it. */
    record Forget(NodeId node) implements RosterOutput {}

    /** Whether tombstones must be kept beyond their retention, because a member may come back. Emitted when it changes. */
    record KeepTombstones(boolean keep) implements RosterOutput {}

    /** Somebody knew this node at a later incarnation: it goes on at this one, which must become durable. */
    record AdoptIncarnation(long incarnation) implements RosterOutput {}

    /** Publish an event. The roster already shows it. */
    record Emit(P2pEvent event) implements RosterOutput {}

    /** Something of another node was refused. */
    record Refused(NodeId from, String what, ReplicaPolicy.Refusal refusal) implements RosterOutput {}

    /** Fire a timer after a delay, replacing the same timer if it is set. */
    record Schedule(RosterTimer timer, long delayMillis) implements RosterOutput {}

    /** Unset a timer. */
    record Cancel(RosterTimer timer) implements RosterOutput {}
}
