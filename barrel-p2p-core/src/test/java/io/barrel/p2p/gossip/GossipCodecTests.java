package io.barrel.p2p.gossip;

import static io.barrel.p2p.gossip.GossipMachine.announcement;
import static io.barrel.p2p.gossip.GossipMachine.bytes;
import static io.barrel.p2p.gossip.GossipMachine.id;
import static io.barrel.p2p.gossip.GossipMachine.ihave;
import static io.barrel.p2p.gossip.GossipMachine.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.gossip.GossipMessage.Announcement;
import io.barrel.p2p.gossip.GossipMessage.Graft;
import io.barrel.p2p.gossip.GossipMessage.IHave;
import io.barrel.p2p.gossip.GossipMessage.Prune;
import io.barrel.p2p.gossip.GossipMessage.Push;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.proto.GossipProto;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GossipCodecTests {

    private static final MessageId GREATEST_ID = new MessageId(-1, -1);
    private static final NodeId LONGEST_NODE = NodeId.of("n".repeat(100) + "@" + "h".repeat(100));

    static Stream<GossipMessage> messages() {
        return Stream.of(
                push("topic", 3, bytes("payload")),
                push("ü", 0, ByteBuffer.allocate(0)),
                new Push(GREATEST_ID, "t".repeat(Gossip.MAX_TOPIC), LONGEST_NODE, GossipCodec.MAX_ROUND, bytes("p")),
                new IHave(List.of()),
                ihave(announcement(1, 0), new Announcement(GREATEST_ID, GossipCodec.MAX_ROUND)),
                new Graft(List.of()),
                new Graft(List.of(id(0), id(1), GREATEST_ID)),
                new Prune());
    }

    private static Push push(String topic, int round, ByteBuffer payload) {
        return new Push(id(1), topic, node("origin"), round, payload);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageComesBackAsItWas(GossipMessage message) {
        comesBack(message);
    }

    private static void comesBack(GossipMessage message) {
        GossipFrame frame = new GossipFrame(-77, message);
        ByteBuffer encoded = GossipCodec.encode(frame);
        ByteBuffer before = encoded.duplicate();
        assertThat(GossipCodec.decode(encoded)).contains(frame);
        assertThat(encoded.position()).isEqualTo(before.position());
        assertThat(encoded.limit()).isEqualTo(before.limit());
    }

    @Test
    void encodingLeavesThePayloadWhereItWas() {
        ByteBuffer payload = bytes("payload");
        GossipCodec.encode(new GossipFrame(1, push("t", 0, payload)));
        assertThat(payload).isEqualTo(bytes("payload"));
    }

    @Test
    void largestMessagesComeBackAndFitAFrame() {
        Push push = new Push(
                GREATEST_ID,
                "t".repeat(Gossip.MAX_TOPIC),
                LONGEST_NODE,
                GossipCodec.MAX_ROUND,
                ByteBuffer.allocate(GossipCodec.MAX_PAYLOAD));
        comesBack(push);
        assertThat(GossipCodec.encode(new GossipFrame(-1, push)).remaining())
                .isLessThanOrEqualTo(Limits.MAX_FRAME_PAYLOAD);
        comesBack(new IHave(
                Collections.nCopies(GossipMessage.MAX_IDS, new Announcement(GREATEST_ID, GossipCodec.MAX_ROUND))));
        comesBack(new Graft(Collections.nCopies(GossipMessage.MAX_IDS, GREATEST_ID)));
    }

    @Test
    void frameBeginsWithTheEdgeAndTheLengthOfTheHeader() {
        ByteBuffer encoded = GossipCodec.encode(new GossipFrame(0x0102030405060708L, push("t", 1, bytes("xyz"))));
        assertThat(encoded.getLong(0)).isEqualTo(0x0102030405060708L);
        assertThat(encoded.remaining()).isEqualTo(8 + 2 + encoded.getShort(8) + 3);
        assertThat(GossipMachine.text(encoded.slice(encoded.limit() - 3, 3))).isEqualTo("xyz");
    }

    @Test
    void payloadIsCopied() {
        ByteBuffer encoded = GossipCodec.encode(new GossipFrame(1, push("t", 0, bytes("payload"))));
        GossipFrame frame = GossipCodec.decode(encoded).orElseThrow();
        for (int i = 0; i < encoded.limit(); i++) {
            encoded.put(i, (byte) 0);
        }
        assertThat(frame).isEqualTo(new GossipFrame(1, push("t", 0, bytes("payload"))));
    }

    @Test
    void directAndReadOnlyBuffersAreRead() {
        ByteBuffer encoded = GossipCodec.encode(new GossipFrame(1, push("t", 0, bytes("payload"))));
        ByteBuffer direct = ByteBuffer.allocateDirect(encoded.remaining() + 3)
                .position(3)
                .put(encoded.duplicate())
                .flip()
                .position(3);
        assertThat(GossipCodec.decode(direct.asReadOnlyBuffer())).isEqualTo(GossipCodec.decode(encoded));
    }

    @Test
    void unknownKindOfMessageIsNoError() {
        byte[] unknown = {(byte) 0xa2, 0x06, 0};
        assertThat(GossipCodec.decode(frame(unknown, 0))).isEmpty();
        assertThat(GossipCodec.decode(frame(unknown, 100))).isEmpty();
        assertThat(GossipCodec.decode(frame(new byte[0], 0))).isEmpty();
    }

    private static ByteBuffer frame(byte[] header, int payload) {
        return ByteBuffer.allocate(8 + 2 + header.length + payload)
                .putLong(1)
                .putShort((short) header.length)
                .put(header)
                .position(0);
    }

    @Test
    void cutOffFramesAreRefused() {
        ByteBuffer encoded = GossipCodec.encode(new GossipFrame(1, new Graft(List.of(id(1)))));
        for (int length = 0; length < encoded.remaining(); length++) {
            refuses(encoded.duplicate().limit(length));
        }
    }

    @Test
    void headerHasABound() {
        refuses(frame(new byte[GossipCodec.MAX_HEADER + 1], 0));
        // Its length is unsigned.
        refuses(frame(new byte[65_535], 0));
    }

    @Test
    void eachBoundIsChecked() {
        ByteBuffer none = ByteBuffer.allocate(0);
        refuses(push("", 0, none));
        refuses(push("t".repeat(Gossip.MAX_TOPIC + 1), 0, none));
        refuses(push("ü".repeat(128), 0, none));
        refuses(push("t", GossipCodec.MAX_ROUND + 1, none));
        refuses(push("t", -1, none));
        refuses(push("t", 0, ByteBuffer.allocate(GossipCodec.MAX_PAYLOAD + 1)));
        refuses(ihave(announcement(1, GossipCodec.MAX_ROUND + 1)));
        refuses(ihave(announcement(1, -1)));
        refuses(new IHave(Collections.nCopies(GossipMessage.MAX_IDS + 1, announcement(1, 0))));
        refuses(new Graft(Collections.nCopies(GossipMessage.MAX_IDS + 1, id(1))));
    }

    @Test
    void originMustBeAName() {
        GossipProto.GossipHeader header = GossipProto.GossipHeader.newBuilder()
                .setBroadcast(GossipProto.Broadcast.newBuilder().setTopic("t").setOrigin("no name"))
                .build();
        refuses(frame(header.toByteArray(), 0));
    }

    @Test
    void onlyABroadcastHasAPayload() {
        for (GossipMessage message : List.of(new Prune(), new Graft(List.of()), ihave(announcement(1, 0)))) {
            ByteBuffer encoded = GossipCodec.encode(new GossipFrame(1, message));
            refuses(ByteBuffer.allocate(encoded.remaining() + 1).put(encoded).position(0));
        }
    }

    private static void refuses(GossipMessage message) {
        refuses(GossipCodec.encode(new GossipFrame(1, message)));
    }

    private static void refuses(ByteBuffer encoded) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> GossipCodec.decode(encoded));
    }

    @Property(tries = 3_000)
    void damagedBytesAreRefusedOrUnderstoodAndNothingElse(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<GossipMessage> all = messages().toList();
        ByteBuffer valid = GossipCodec.encode(new GossipFrame(seed, all.get(random.nextInt(all.size()))));
        byte[] damaged = new byte[valid.remaining() - random.nextInt(2)];
        valid.get(damaged);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            // Behind the edge, which may be anything.
            damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt(256);
        }
        understandsOrRefuses(ByteBuffer.wrap(damaged));
    }

    @Property(tries = 2_000)
    void anyBytesAreRefusedOrUnderstoodAndNothingElse(@ForAll byte[] bytes) {
        understandsOrRefuses(ByteBuffer.wrap(bytes));
        understandsOrRefuses(frame(bytes, 0));
    }

    private static void understandsOrRefuses(ByteBuffer bytes) {
        try {
            GossipCodec.decode(bytes).ifPresent(GossipCodecTests::comesBackAgain);
        } catch (MalformedInputException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    private static void comesBackAgain(GossipFrame frame) {
        assertThat(GossipCodec.decode(GossipCodec.encode(frame))).contains(frame);
    }
}
