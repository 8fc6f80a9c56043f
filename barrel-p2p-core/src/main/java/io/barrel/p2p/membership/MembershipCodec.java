package io.barrel.p2p.membership;

import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.wire.Bounds;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.proto.MembershipProto;
import io.barrel.p2p.wire.proto.SessionProto;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages of HyParView as bytes ({@code membership.proto}). Stateless; any thread. What it returns from
 * {@link #decode} keeps every bound below; whether it makes sense is the machine's to judge.
 */
public final class MembershipCodec {

    /** The largest encoded message: a full sample and path of the longest names and hosts, and room to spare. */
    public static final int MAX_BYTES = 48 << 10;

    /** The most peers in a sample: the largest shuffle length ({@link HyParViewConfig}). */
    public static final int MAX_SAMPLE = 64;

    /** The most nodes in a path: the longest walk ({@link HyParViewConfig}) and its origin. */
    public static final int MAX_PATH = 33;

    /** The most hops a walk may have left. */
    public static final int MAX_TTL = 32;

    private MembershipCodec() {}

    /** The bytes of a message, at most {@link #MAX_BYTES}. */
    public static ByteBuffer encode(MembershipMessage message) {
        MembershipProto.MembershipMessage.Builder to = MembershipProto.MembershipMessage.newBuilder();
        if (message instanceof MembershipMessage.Join join) {
            to.setJoin(MembershipProto.Join.newBuilder().setEdge(join.edge()));
        } else if (message instanceof MembershipMessage.ForwardJoin walk) {
            to.setForwardJoin(MembershipProto.ForwardJoin.newBuilder()
                    .setEdge(walk.edge())
                    .setJoiner(peer(walk.joiner()))
                    .setTtl(walk.ttl()));
        } else if (message instanceof MembershipMessage.Neighbor proposal) {
            to.setNeighbor(MembershipProto.Neighbor.newBuilder()
                    .setEdge(proposal.edge())
                    .setPriority(priority(proposal.priority())));
        } else if (message instanceof MembershipMessage.NeighborReply reply) {
            to.setNeighborReply(encode(reply));
        } else if (message instanceof MembershipMessage.Disconnect disconnect) {
            to.setDisconnect(MembershipProto.Disconnect.newBuilder()
                    .setEdge(disconnect.edge())
                    .setReason(reason(disconnect.reason())));
        } else if (message instanceof MembershipMessage.Shuffle shuffle) {
            to.setShuffle(encode(shuffle));
        } else if (message instanceof MembershipMessage.ShuffleReply reply) {
            to.setShuffleReply(encode(reply));
        }
        return to.build().toByteString().asReadOnlyByteBuffer();
    }

    private static MembershipProto.NeighborReply.Builder encode(MembershipMessage.NeighborReply reply) {
        MembershipProto.NeighborReply.Builder to =
                MembershipProto.NeighborReply.newBuilder().setEdge(reply.edge()).setAccepted(reply.accepted());
        if (reply.displaced() != null) {
            to.setDisplaced(peer(reply.displaced()));
        }
        return to;
    }

    private static MembershipProto.Neighbor.Priority priority(MembershipMessage.Neighbor.Priority priority) {
        return switch (priority) {
            case LOW -> MembershipProto.Neighbor.Priority.LOW;
            case HIGH -> MembershipProto.Neighbor.Priority.HIGH;
            case NEARER -> MembershipProto.Neighbor.Priority.NEARER;
        };
    }

    private static MembershipProto.Shuffle.Builder encode(MembershipMessage.Shuffle shuffle) {
        MembershipProto.Shuffle.Builder to = MembershipProto.Shuffle.newBuilder()
                .setEdge(shuffle.edge())
                .setOrigin(peer(shuffle.origin()))
                .setTtl(shuffle.ttl())
                .setShuffleId(shuffle.shuffleId());
        shuffle.path().forEach(node -> to.addPath(node.value()));
        shuffle.sample().forEach(peer -> to.addSample(peer(peer)));
        return to;
    }

    private static MembershipProto.ShuffleReply.Builder encode(MembershipMessage.ShuffleReply reply) {
        MembershipProto.ShuffleReply.Builder to =
                MembershipProto.ShuffleReply.newBuilder().setShuffleId(reply.shuffleId());
        reply.path().forEach(node -> to.addPath(node.value()));
        reply.sample().forEach(peer -> to.addSample(peer(peer)));
        return to;
    }

    private static MembershipProto.Peer peer(Peer peer) {
        return MembershipProto.Peer.newBuilder()
                .setNode(peer.node().value())
                .setAddress(SessionProto.Address.newBuilder()
                        .setHost(peer.address().host())
                        .setPort(peer.address().port()))
                .build();
    }

    private static MembershipProto.Disconnect.Reason reason(MembershipMessage.Disconnect.Reason reason) {
        return switch (reason) {
            case DROPPED -> MembershipProto.Disconnect.Reason.DROPPED;
            case LEAVING -> MembershipProto.Disconnect.Reason.LEAVING;
            case UNKNOWN_EDGE -> MembershipProto.Disconnect.Reason.UNKNOWN_EDGE;
        };
    }

    /**
     * The message of these bytes; their position and limit stay as they are.
     *
     * @return empty for a kind of message this version does not know, to be counted and ignored: newer peers may send it
     * @throws MalformedInputException if the bytes are no message or a bound is exceeded
     */
    public static Optional<MembershipMessage> decode(ByteBuffer payload) {
        Bounds.atMost("bytes of a membership message", payload.remaining(), MAX_BYTES);
        MembershipProto.MembershipMessage from;
        try {
            from = MembershipProto.MembershipMessage.parseFrom(payload.duplicate());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not a membership message: " + e.getMessage(), e);
        }
        return switch (from.getBodyCase()) {
            case JOIN -> Optional.of(new MembershipMessage.Join(from.getJoin().getEdge()));
            case FORWARD_JOIN -> Optional.of(decode(from.getForwardJoin()));
            case NEIGHBOR ->
                Optional.of(new MembershipMessage.Neighbor(
                        from.getNeighbor().getEdge(),
                        priority(from.getNeighbor().getPriority())));
            case NEIGHBOR_REPLY -> Optional.of(decode(from.getNeighborReply()));
            case DISCONNECT ->
                Optional.of(new MembershipMessage.Disconnect(
                        from.getDisconnect().getEdge(),
                        reason(from.getDisconnect().getReason())));
            case SHUFFLE -> Optional.of(decode(from.getShuffle()));
            case SHUFFLE_REPLY -> Optional.of(decode(from.getShuffleReply()));
            case BODY_NOT_SET -> Optional.empty();
        };
    }

    private static MembershipMessage decode(MembershipProto.ForwardJoin from) {
        return new MembershipMessage.ForwardJoin(from.getEdge(), peer(from.getJoiner()), ttl(from.getTtl()));
    }

    private static MembershipMessage decode(MembershipProto.NeighborReply from) {
        return new MembershipMessage.NeighborReply(
                from.getEdge(), from.getAccepted(), from.hasDisplaced() ? peer(from.getDisplaced()) : null);
    }

    private static MembershipMessage decode(MembershipProto.Shuffle from) {
        if (from.getPathCount() == 0) {
            throw new MalformedInputException("a shuffle has passed at least its origin, this one has no path");
        }
        return new MembershipMessage.Shuffle(
                from.getEdge(),
                peer(from.getOrigin()),
                ttl(from.getTtl()),
                from.getShuffleId(),
                path(from.getPathList()),
                sample(from.getSampleList()));
    }

    private static MembershipMessage decode(MembershipProto.ShuffleReply from) {
        return new MembershipMessage.ShuffleReply(
                from.getShuffleId(), path(from.getPathList()), sample(from.getSampleList()));
    }

    /** A priority of a newer version may be refused. */
    private static MembershipMessage.Neighbor.Priority priority(MembershipProto.Neighbor.Priority priority) {
        return switch (priority) {
            case HIGH -> MembershipMessage.Neighbor.Priority.HIGH;
            case NEARER -> MembershipMessage.Neighbor.Priority.NEARER;
            case LOW, UNRECOGNIZED -> MembershipMessage.Neighbor.Priority.LOW;
        };
    }

    /** A reason of a newer version still ends the edge. */
    private static MembershipMessage.Disconnect.Reason reason(MembershipProto.Disconnect.Reason reason) {
        return switch (reason) {
            case LEAVING -> MembershipMessage.Disconnect.Reason.LEAVING;
            case UNKNOWN_EDGE -> MembershipMessage.Disconnect.Reason.UNKNOWN_EDGE;
            case DROPPED, UNRECOGNIZED -> MembershipMessage.Disconnect.Reason.DROPPED;
        };
    }

    private static int ttl(int ttl) {
        Bounds.atMost("hops", ttl, MAX_TTL);
        return ttl;
    }

    private static Peer peer(MembershipProto.Peer peer) {
        return new Peer(
                NodeId.of(peer.getNode()),
                new PeerAddress(peer.getAddress().getHost(), peer.getAddress().getPort()));
    }

    private static List<NodeId> path(List<String> path) {
        Bounds.atMost("nodes in a path", path.size(), MAX_PATH);
        List<NodeId> nodes = new ArrayList<>(path.size());
        for (String node : path) {
            nodes.add(NodeId.of(node));
        }
        return nodes;
    }

    private static List<Peer> sample(List<MembershipProto.Peer> sample) {
        Bounds.atMost("peers in a sample", sample.size(), MAX_SAMPLE);
        List<Peer> peers = new ArrayList<>(sample.size());
        for (MembershipProto.Peer peer : sample) {
            peers.add(peer(peer));
        }
        return peers;
    }
}
