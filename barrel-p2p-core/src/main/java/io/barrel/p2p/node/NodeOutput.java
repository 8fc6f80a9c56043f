package io.barrel.p2p.node;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.replica.ReplicaPolicy;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;

/** What a node wants done. */
public sealed interface NodeOutput {

    /** Send a message over the link to a peer; dropped if there is none. */
    record Send(NodeId to, NodeMessage message) implements NodeOutput {}

    /** See {@link io.barrel.p2p.membership.MembershipOutput.Connect}. */
    record Connect(Peer peer) implements NodeOutput {}

    /** See {@link io.barrel.p2p.membership.MembershipOutput.SeekContact}. */
    record SeekContact() implements NodeOutput {}

    /** See {@link io.barrel.p2p.membership.MembershipOutput.SeekStranger}. */
    record SeekStranger() implements NodeOutput {}

    /** Link to a member, to see that it lives. Ends in {@link NodeInput.ProbeEnded}, never within this call. */
    record Probe(Peer peer) implements NodeOutput {}

    /** Fire a timer after a delay, replacing the same timer if it is set. */
    record Schedule(NodeTimer timer, long delayMillis) implements NodeOutput {}

    /** Unset a timer. */
    record Cancel(NodeTimer timer) implements NodeOutput {}

    /** Publish an event. What it tells of is visible already. */
    record Emit(P2pEvent event) implements NodeOutput {}

    /** Deliver a broadcast to the application. */
    record Deliver(MessageId id, Broadcast broadcast) implements NodeOutput {}

    /** This node goes on at a later incarnation: it must become durable, and be told to peers. */
    record AdoptIncarnation(long incarnation) implements NodeOutput {}

    /**
     * Somebody is revoked from now on, and the book of revocations says so: make it durable, and end every link to whom it bars.
     *
     * @param node who is revoked; may be this node, which goes on
     */
    record Revoked(NodeId node) implements NodeOutput {}

    /**
     * Something of another node was refused; nothing came of it.
     *
     * @param from who sent it, as far as is known
     * @param what it was, for the log
     * @param refusal why
     */
    record Refused(NodeId from, String what, ReplicaPolicy.Refusal refusal) implements NodeOutput {}
}
