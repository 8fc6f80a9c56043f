package io.barrel.p2p.node;

import com.google.protobuf.ByteString;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.revocation.SealedRevocation;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens to a node. */
public sealed interface NodeInput {

    /** Something that concerns the overlay. {@code Start} and {@code Leave} concern the whole node. */
    record OfMembership(MembershipInput input) implements NodeInput {}

    /**
     * A link to a peer is up, be it the first or one that replaces another. Comes before {@link MembershipInput.LinkUp}.
     *
     * @param peer the peer
     * @param incarnation its incarnation
     * @param replaces whether there was a link to that incarnation already: what was in flight on it may be lost
     */
    record Linked(NodeId peer, long incarnation, boolean replaces) implements NodeInput {}

    /** The last link to a peer ended because the peer came back as a newer incarnation. */
    record Restarted(NodeId peer) implements NodeInput {}

    /** A message of a peer to which a link is up. */
    record Received(Peer from, NodeMessage message) implements NodeInput {}

    /**
     * The application broadcasts.
     *
     * @param topic a topic of the application
     * @param payload not changed any more
     */
    record Publish(String topic, ByteBuffer payload) implements NodeInput {}

    /**
     * This node writes to a replicated map.
     *
     * @param map the name of the map
     * @param key the key
     * @param value the value; null to remove the key
     */
    record Write(String map, ByteString key, @Nullable ByteString value) implements NodeInput {}

    /** This node offers a service, or tells something else of it. */
    record Offer(String service, Map<String, String> metadata) implements NodeInput {}

    /** This node does not offer a service any more. */
    record Withdraw(String service) implements NodeInput {}

    /** This node revokes another. */
    record Revoke(SealedRevocation revocation) implements NodeInput {}

    /** An operator lifted the revocations of a node. */
    record Lifted(NodeId node) implements NodeInput {}

    /** A {@link NodeOutput.Probe} ended. If it reached the node, {@link Linked} came before. */
    record ProbeEnded(NodeId peer, boolean reached) implements NodeInput {}

    /** A timer fired. */
    record TimerFired(NodeTimer timer) implements NodeInput {}
}
