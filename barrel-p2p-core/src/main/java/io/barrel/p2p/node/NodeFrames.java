package io.barrel.p2p.node;

import io.barrel.p2p.gossip.GossipCodec;
import io.barrel.p2p.membership.MembershipCodec;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.Protocols;
import java.util.Optional;

/** Messages of a node as frames of a link. Stateless; any thread. */
public final class NodeFrames {

    private NodeFrames() {}

    /** The frame of a message. */
    public static Frame encode(NodeMessage message) {
        if (message instanceof NodeMessage.OfMembership membership) {
            return new Frame(Protocols.MEMBERSHIP, MembershipCodec.encode(membership.message()));
        }
        if (message instanceof NodeMessage.OfGossip gossip) {
            return new Frame(Protocols.GOSSIP, GossipCodec.encode(gossip.frame()));
        }
        NodeMessage.OfReplica replica = (NodeMessage.OfReplica) message;
        return new Frame(Protocols.REPLICA, ReplicaCodec.encode(replica.frame()));
    }

    /**
     * The message of a frame.
     *
     * @return empty for a protocol or kind this version does not know
     * @throws MalformedInputException if the payload is no message of its protocol
     */
    public static Optional<NodeMessage> decode(Frame frame) {
        return switch (frame.protocol()) {
            case Protocols.MEMBERSHIP -> MembershipCodec.decode(frame.payload()).map(NodeMessage.OfMembership::new);
            case Protocols.GOSSIP -> GossipCodec.decode(frame.payload()).map(NodeMessage.OfGossip::new);
            case Protocols.REPLICA -> ReplicaCodec.decode(frame.payload()).map(NodeMessage.OfReplica::new);
            default -> Optional.empty();
        };
    }
}
