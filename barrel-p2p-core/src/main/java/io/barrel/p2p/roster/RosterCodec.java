package io.barrel.p2p.roster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.wire.Bounds;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.proto.RosterProto;
import io.barrel.p2p.wire.proto.SessionProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Members as entries of a replica, and news of them as broadcasts ({@code roster.proto}). The version of an entry is
 * {@code incarnation:8 refutation:4 rank:1}, big-endian, so that the order of bytes is the order of beliefs. Stateless; any
 * thread.
 */
public final class RosterCodec {

    /** The largest value of an entry, in bytes: address, accuser, and metadata of many short pairs, which take more than they hold. */
    static final int MAX_VALUE = 20 << 10;

    static final int VERSION = 8 + 4 + 1;

    private RosterCodec() {}

    /** The key of a member's entry. */
    static ByteString key(NodeId node) {
        return ByteString.copyFromUtf8(node.value());
    }

    static ReplicaEntry encode(MemberEntry member) {
        ByteBuffer version = ByteBuffer.allocate(VERSION)
                .putLong(member.incarnation())
                .putInt((int) member.refutation())
                .put((byte) member.status().rank())
                .flip();
        RosterProto.MemberValue.Builder value = RosterProto.MemberValue.newBuilder()
                .setAddress(SessionProto.Address.newBuilder()
                        .setHost(member.address().host())
                        .setPort(member.address().port()))
                .setSince(member.since())
                .setReason(reason(member.reason()));
        // In one order: equal members must have equal bytes.
        member.metadata().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(pair -> value.putMetadata(pair.getKey(), pair.getValue()));
        NodeId accuser = member.accuser();
        if (accuser != null) {
            value.setAccuser(accuser.value());
        }
        return new ReplicaEntry(
                key(member.node()), ByteString.copyFrom(version), value.build().toByteString());
    }

    /** The status in an entry's version. */
    static MemberStatus status(ReplicaEntry entry) {
        ByteString version = entry.version();
        if (version.size() != VERSION) {
            throw new MalformedInputException("a member's version has " + VERSION + " bytes, found " + version.size());
        }
        int rank = version.byteAt(VERSION - 1);
        return MemberStatus.ofRank(rank)
                .orElseThrow(() -> new MalformedInputException("no status has the rank " + rank));
    }

    /**
     * The member of an entry.
     *
     * @throws MalformedInputException if it is none, or a bound is exceeded
     */
    static MemberEntry decode(ReplicaEntry entry) {
        MemberStatus status = status(entry);
        ByteString bytes = entry.value();
        if (bytes == null) {
            throw new MalformedInputException("a member is not removed by a tombstone");
        }
        if (bytes.size() > MAX_VALUE) {
            throw new MalformedInputException("at most " + MAX_VALUE + " bytes of a member, found " + bytes.size());
        }
        RosterProto.MemberValue value = parse(bytes);
        ByteBuffer version = entry.version().asReadOnlyByteBuffer();
        long incarnation = version.getLong();
        long refutation = Integer.toUnsignedLong(version.getInt());
        NodeId node = NodeId.of(entry.key().toString(StandardCharsets.UTF_8));
        boolean accused = status == MemberStatus.SUSPECT || status == MemberStatus.DEAD;
        NodeId accuser = accused ? NodeId.of(value.getAccuser()) : null;
        if (incarnation < 0 || value.getSince() < 0) {
            throw new MalformedInputException("a stamp of " + node + " is negative");
        }
        if (node.equals(accuser)) {
            throw new MalformedInputException(node + " does not accuse itself");
        }
        return new MemberEntry(
                node,
                incarnation,
                refutation,
                status,
                new PeerAddress(value.getAddress().getHost(), value.getAddress().getPort()),
                metadata(value.getMetadataMap()),
                value.getSince(),
                accuser,
                accused ? reason(value.getReason()) : null);
    }

    private static RosterProto.MemberValue parse(ByteString bytes) {
        try {
            return RosterProto.MemberValue.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not a member: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> metadata(Map<String, String> metadata) {
        int bytes = Bounds.bytes(metadata);
        if (bytes > Limits.MAX_METADATA) {
            throw new MalformedInputException("at most " + Limits.MAX_METADATA + " bytes of metadata, found " + bytes);
        }
        return metadata;
    }

    private static RosterProto.MemberValue.Reason reason(@Nullable SuspicionReason reason) {
        if (reason == null) {
            return RosterProto.MemberValue.Reason.NONE;
        }
        return switch (reason) {
            case LINK_LOST -> RosterProto.MemberValue.Reason.LINK_LOST;
            case PROBE_FAILED -> RosterProto.MemberValue.Reason.PROBE_FAILED;
        };
    }

    /** A reason of a newer version still suspects. */
    private static SuspicionReason reason(RosterProto.MemberValue.Reason reason) {
        return switch (reason) {
            case PROBE_FAILED -> SuspicionReason.PROBE_FAILED;
            case LINK_LOST, NONE, UNRECOGNIZED -> SuspicionReason.LINK_LOST;
        };
    }

    /** The bytes of a broadcast. */
    public static ByteBuffer encode(RosterBroadcast broadcast) {
        RosterProto.RosterBroadcast.Builder to = RosterProto.RosterBroadcast.newBuilder();
        if (broadcast instanceof RosterBroadcast.Delta delta) {
            to.setDelta(ByteString.copyFrom(ReplicaCodec.encodeEntries(delta.entries())));
        } else if (broadcast instanceof RosterBroadcast.Vouch vouch) {
            to.setVouch(RosterProto.Vouch.newBuilder()
                    .setNode(vouch.node().value())
                    .setIncarnation(vouch.incarnation())
                    .setRefutation((int) vouch.refutation())
                    .setAccuser(vouch.accuser().value()));
        }
        return to.build().toByteString().asReadOnlyByteBuffer();
    }

    /**
     * The broadcast of these bytes; their position and limit stay as they are.
     *
     * @return empty for a kind this version does not know
     * @throws MalformedInputException if the bytes are no broadcast or a bound is exceeded
     */
    public static Optional<RosterBroadcast> decode(ByteBuffer payload) {
        RosterProto.RosterBroadcast from;
        try {
            from = RosterProto.RosterBroadcast.parseFrom(payload.duplicate());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not news of members: " + e.getMessage(), e);
        }
        return switch (from.getBodyCase()) {
            case DELTA ->
                Optional.of(new RosterBroadcast.Delta(
                        ReplicaCodec.decodeEntries(from.getDelta().asReadOnlyByteBuffer())));
            case VOUCH -> Optional.of(vouch(from.getVouch()));
            case BODY_NOT_SET -> Optional.empty();
        };
    }

    private static RosterBroadcast.Vouch vouch(RosterProto.Vouch from) {
        return new RosterBroadcast.Vouch(
                NodeId.of(from.getNode()),
                from.getIncarnation(),
                Integer.toUnsignedLong(from.getRefutation()),
                NodeId.of(from.getAccuser()));
    }
}
