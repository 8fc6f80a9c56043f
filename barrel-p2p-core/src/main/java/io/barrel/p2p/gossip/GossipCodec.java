package io.barrel.p2p.gossip;

import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.gossip.GossipMessage.Announcement;
import io.barrel.p2p.gossip.GossipMessage.Graft;
import io.barrel.p2p.gossip.GossipMessage.IHave;
import io.barrel.p2p.gossip.GossipMessage.Prune;
import io.barrel.p2p.gossip.GossipMessage.Push;
import io.barrel.p2p.wire.Bounds;
import io.barrel.p2p.wire.Headers;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.proto.GossipProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages of Plumtree as bytes: {@code edge:8}, {@code headerLength:2}, the header ({@code gossip.proto}), and behind it
 * the payload of a broadcast, which is copied once. Stateless; any thread. What it returns from {@link #decode} keeps every
 * bound below; whether it makes sense is the machine's to judge.
 */
public final class GossipCodec {

    /** The largest header, in bytes: 256 announcements, and room to spare. */
    public static final int MAX_HEADER = 12 << 10;

    /** The largest payload of a broadcast, in bytes. */
    public static final int MAX_PAYLOAD = 1 << 20;

    /** The most hops a broadcast may have come: far more than any overlay is wide. */
    public static final int MAX_ROUND = 1_000;

    private static final int PREFIX = 8 + 2;

    private GossipCodec() {}

    /** The bytes of a frame, at most {@link Limits#MAX_FRAME_PAYLOAD}. */
    public static ByteBuffer encode(GossipFrame frame) {
        byte[] header = header(frame.message()).toByteArray();
        ByteBuffer payload = frame.message() instanceof Push push ? push.payload() : ByteBuffer.allocate(0);
        return ByteBuffer.allocate(PREFIX + header.length + payload.remaining())
                .putLong(frame.edge())
                .putShort((short) header.length)
                .put(header)
                .put(payload.duplicate())
                .flip();
    }

    private static GossipProto.GossipHeader header(GossipMessage message) {
        GossipProto.GossipHeader.Builder to = GossipProto.GossipHeader.newBuilder();
        if (message instanceof Push push) {
            to.setBroadcast(GossipProto.Broadcast.newBuilder()
                    .setId(id(push.id()))
                    .setTopic(push.topic())
                    .setOrigin(push.origin().value())
                    .setRound(push.round()));
        } else if (message instanceof IHave have) {
            GossipProto.IHave.Builder announcements = GossipProto.IHave.newBuilder();
            for (Announcement announcement : have.announcements()) {
                announcements.addAnnouncements(GossipProto.Announcement.newBuilder()
                        .setId(id(announcement.id()))
                        .setRound(announcement.round()));
            }
            to.setIhave(announcements);
        } else if (message instanceof Graft graft) {
            GossipProto.Graft.Builder ids = GossipProto.Graft.newBuilder();
            graft.ids().forEach(id -> ids.addIds(id(id)));
            to.setGraft(ids);
        } else if (message instanceof Prune) {
            to.setPrune(GossipProto.Prune.getDefaultInstance());
        }
        return to.build();
    }

    private static GossipProto.MessageId.Builder id(MessageId id) {
        return GossipProto.MessageId.newBuilder().setHigh(id.high()).setLow(id.low());
    }

    /**
     * The frame of these bytes; their position and limit stay as they are, and the frame does not share them.
     *
     * @return empty for a kind of message this version does not know, to be counted and ignored: newer peers may send it
     * @throws MalformedInputException if the bytes are no frame or a bound is exceeded
     */
    public static Optional<GossipFrame> decode(ByteBuffer bytes) {
        ByteBuffer from = bytes.duplicate();
        if (from.remaining() < PREFIX) {
            throw new MalformedInputException("a gossip frame begins with " + PREFIX + " bytes");
        }
        long edge = from.getLong();
        GossipProto.GossipHeader header = parse(Headers.take(from, "a gossip header", MAX_HEADER));
        return message(header, from).map(message -> new GossipFrame(edge, message));
    }

    private static GossipProto.GossipHeader parse(ByteBuffer header) {
        try {
            return GossipProto.GossipHeader.parseFrom(header);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not a gossip header: " + e.getMessage(), e);
        }
    }

    private static Optional<GossipMessage> message(GossipProto.GossipHeader header, ByteBuffer rest) {
        if (!header.hasBroadcast()
                && rest.hasRemaining()
                && header.getBodyCase() != GossipProto.GossipHeader.BodyCase.BODY_NOT_SET) {
            throw new MalformedInputException("only a broadcast has a payload");
        }
        return switch (header.getBodyCase()) {
            case BROADCAST -> Optional.of(push(header.getBroadcast(), rest));
            case IHAVE -> Optional.of(new IHave(announcements(header.getIhave())));
            case GRAFT -> Optional.of(new Graft(ids(header.getGraft())));
            case PRUNE -> Optional.of(new Prune());
            case BODY_NOT_SET -> Optional.empty();
        };
    }

    private static Push push(GossipProto.Broadcast push, ByteBuffer rest) {
        int topic = push.getTopic().getBytes(StandardCharsets.UTF_8).length;
        if (topic == 0) {
            throw new MalformedInputException("a broadcast has a topic");
        }
        Bounds.atMost("bytes of a topic", topic, Gossip.MAX_TOPIC);
        Bounds.atMost("bytes of a broadcast", rest.remaining(), MAX_PAYLOAD);
        ByteBuffer payload = ByteBuffer.allocate(rest.remaining()).put(rest).flip();
        return new Push(
                id(push.getId()), push.getTopic(), NodeId.of(push.getOrigin()), round(push.getRound()), payload);
    }

    private static List<Announcement> announcements(GossipProto.IHave from) {
        Bounds.atMost("announcements", from.getAnnouncementsCount(), GossipMessage.MAX_IDS);
        List<Announcement> announcements = new ArrayList<>(from.getAnnouncementsCount());
        for (GossipProto.Announcement announcement : from.getAnnouncementsList()) {
            announcements.add(new Announcement(id(announcement.getId()), round(announcement.getRound())));
        }
        return announcements;
    }

    private static List<MessageId> ids(GossipProto.Graft from) {
        Bounds.atMost("grafted broadcasts", from.getIdsCount(), GossipMessage.MAX_IDS);
        List<MessageId> ids = new ArrayList<>(from.getIdsCount());
        for (GossipProto.MessageId id : from.getIdsList()) {
            ids.add(id(id));
        }
        return ids;
    }

    private static MessageId id(GossipProto.MessageId id) {
        return new MessageId(id.getHigh(), id.getLow());
    }

    private static int round(int round) {
        Bounds.atMost("hops", round, MAX_ROUND);
        return round;
    }
}
