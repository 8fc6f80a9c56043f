package io.barrel.p2p.gossip;

import io.barrel.p2p.wire.NodeId;

/** What the Plumtree machine wants done. */
public sealed interface GossipOutput {

    /** Send a message over the link to a peer; dropped if there is none. */
    record Send(NodeId to, GossipMessage message) implements GossipOutput {}

    /** Fire a timer after a delay, replacing the same timer if it is set. */
    record Schedule(GossipTimer timer, long delayMillis) implements GossipOutput {}

    /** Unset a timer. */
    record Cancel(GossipTimer timer) implements GossipOutput {}

    /** Deliver a broadcast here. Called once for each. */
    record Deliver(MessageId id, Broadcast broadcast) implements GossipOutput {}
}
