package io.barrel.p2p.gossip;

import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;

/** What happens to the Plumtree machine. */
public sealed interface GossipInput {

    /** This node broadcasts. The payload belongs to the machine from now on. */
    record Publish(String topic, ByteBuffer payload) implements GossipInput {}

    /**
     * This node will leave: what it broadcasts from now on goes to every neighbour in full, for it will be gone when one asks for what
     * was announced.
     */
    record LastWords() implements GossipInput {}

    /**
     * A message of a peer. From one that is no neighbour a {@link GossipMessage.Push} is delivered and forwarded and an
     * announcement noted, but the tree stays as it is.
     */
    record Received(NodeId from, GossipMessage message) implements GossipInput {}

    /** A peer sent what this node published in an earlier run: it is here as good as it will ever be, and no news. */
    record Echo(MessageId id) implements GossipInput {}

    /** A peer entered the active view. */
    record NeighborUp(NodeId peer) implements GossipInput {}

    /** A peer left the active view. */
    record NeighborDown(NodeId peer) implements GossipInput {}

    /** The link of a neighbour was lost and dialled again: what was in flight may be gone. */
    record LinkReplaced(NodeId peer) implements GossipInput {}

    /** A timer fired. */
    record TimerFired(GossipTimer timer) implements GossipInput {}
}
