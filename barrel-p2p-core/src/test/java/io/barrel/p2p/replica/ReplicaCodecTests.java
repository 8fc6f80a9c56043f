package io.barrel.p2p.replica;

import static io.barrel.p2p.replica.Net.bytes;
import static io.barrel.p2p.replica.Net.entry;
import static io.barrel.p2p.replica.Net.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.ReplicaMessage.Branch;
import io.barrel.p2p.replica.ReplicaMessage.Compare;
import io.barrel.p2p.replica.ReplicaMessage.Differences;
import io.barrel.p2p.replica.ReplicaMessage.Digest;
import io.barrel.p2p.replica.ReplicaMessage.Entries;
import io.barrel.p2p.replica.ReplicaMessage.Fetch;
import io.barrel.p2p.replica.ReplicaMessage.Held;
import io.barrel.p2p.replica.ReplicaMessage.Leaf;
import io.barrel.p2p.replica.ReplicaMessage.Push;
import io.barrel.p2p.replica.ReplicaMessage.Pushed;
import io.barrel.p2p.replica.ReplicaMessage.Range;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.proto.ReplicaProto;
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

class ReplicaCodecTests {

    private static final Prefix PREFIX = Prefix.ROOT.child(10).child(3);
    private static final ByteString LONGEST_VERSION = zeros(ReplicaEntry.MAX_VERSION);
    private static final Held HELD = new Held(-1, 7, bytes("v"));

    private static ByteString zeros(int count) {
        return ByteString.copyFrom(new byte[count]);
    }

    static Stream<ReplicaMessage> messages() {
        return Stream.of(
                new Compare(-1, List.of(new Digest(Prefix.ROOT, 0), new Digest(PREFIX, Long.MIN_VALUE))),
                new Differences(2, 1, List.of()),
                new Differences(
                        3,
                        64,
                        List.of(
                                new Branch(PREFIX, Collections.nCopies(16, -5L)),
                                new Leaf(Prefix.ROOT, List.of()),
                                new Leaf(PREFIX, List.of(HELD, new Held(0, 0, LONGEST_VERSION))))),
                new Fetch(
                        4,
                        List.of(new Range(PREFIX, List.of(HELD)), new Range(Prefix.ofHash(-9), List.of())),
                        bytes("k")),
                new Fetch(5, List.of(new Range(Prefix.ROOT, List.of())), ByteString.EMPTY),
                new Entries(6, List.of(entry("k", 1, ""), tombstone("t", 2)), List.of(1L, -1L), 3, bytes("t")),
                new Entries(7, List.of(), List.of(), 0, ByteString.EMPTY),
                new Push(8, List.of(tombstone("t", 2), entry("k", 3, "value"))),
                new Pushed(0));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageComesBackAsItWas(ReplicaMessage message) {
        ReplicaFrame frame = new ReplicaFrame("barrel/services", message);
        ByteBuffer encoded = ReplicaCodec.encode(frame);
        int length = encoded.remaining();
        assertThat(ReplicaCodec.decode(encoded)).contains(frame);
        assertThat(encoded.remaining()).isEqualTo(length);
    }

    @Test
    void entriesOfABroadcastComeBackAsTheyWere() {
        List<ReplicaEntry> entries = List.of(
                entry("k", 1, ""),
                tombstone("t", 2),
                new ReplicaEntry(zeros(512), LONGEST_VERSION, zeros(ReplicaEntry.MAX_VALUE)));
        assertThat(ReplicaCodec.decodeEntries(ReplicaCodec.encodeEntries(entries)))
                .isEqualTo(entries);
        assertThat(ReplicaCodec.decodeEntries(ReplicaCodec.encodeEntries(List.of())))
                .isEmpty();
    }

    @Test
    void largestMessagesAMachineSendsFit() {
        Held held = new Held(-1, -1, LONGEST_VERSION);
        comesBack(new Differences(1, 64, Collections.nCopies(29, new Leaf(PREFIX, Collections.nCopies(32, held)))));
        comesBack(new Fetch(1, Collections.nCopies(17, new Range(PREFIX, Collections.nCopies(32, held))), zeros(512)));
        ReplicaEntry small = new ReplicaEntry(zeros(200), LONGEST_VERSION, zeros(48));
        comesBack(new Entries(1, Collections.nCopies(512, small), Collections.nCopies(2_048, -1L), 64, zeros(512)));
        comesBack(new Push(1, List.of(new ReplicaEntry(zeros(512), LONGEST_VERSION, zeros(ReplicaEntry.MAX_VALUE)))));
    }

    private static void comesBack(ReplicaMessage message) {
        ReplicaFrame frame = new ReplicaFrame("x".repeat(64), message);
        assertThat(ReplicaCodec.decode(ReplicaCodec.encode(frame))).contains(frame);
    }

    @Test
    void unknownKindOfMessageIsNoError() {
        assertThat(ReplicaCodec.decode(ByteBuffer.wrap(new byte[] {(byte) 0xa2, 0x06, 0})))
                .isEmpty();
    }

    @Test
    void eachBoundIsChecked() {
        Digest digest = new Digest(PREFIX, 1);
        Range range = new Range(PREFIX, List.of());
        ReplicaEntry entry = entry("k", 1, "v");
        refuses(new Compare(1, List.of()));
        refuses(new Compare(1, Collections.nCopies(65, digest)));
        refuses(new Differences(1, 0, List.of()));
        refuses(new Differences(1, 65, List.of()));
        refuses(new Differences(1, -1, List.of()));
        refuses(new Differences(1, 1, Collections.nCopies(65, new Leaf(PREFIX, List.of()))));
        refuses(new Differences(1, 1, List.of(new Branch(PREFIX, Collections.nCopies(15, 1L)))));
        refuses(new Differences(1, 1, List.of(new Branch(Prefix.ofHash(1), Collections.nCopies(16, 1L)))));
        refuses(new Differences(1, 1, List.of(new Leaf(PREFIX, Collections.nCopies(33, HELD)))));
        refuses(new Differences(1, 1, List.of(new Leaf(PREFIX, List.of(new Held(1, 1, ByteString.EMPTY))))));
        refuses(new Differences(1, 1, List.of(new Leaf(PREFIX, List.of(new Held(1, 1, zeros(265)))))));
        refuses(new Fetch(1, List.of(), ByteString.EMPTY));
        refuses(new Fetch(1, Collections.nCopies(65, range), ByteString.EMPTY));
        refuses(new Fetch(1, List.of(range), zeros(513)));
        refuses(new Entries(1, List.of(), Collections.nCopies(2_049, 1L), 1, ByteString.EMPTY));
        refuses(new Entries(1, List.of(), List.of(), 65, ByteString.EMPTY));
        refuses(new Entries(1, List.of(), List.of(), -1, ByteString.EMPTY));
        refuses(new Entries(1, Collections.nCopies(513, entry), List.of(), 1, ByteString.EMPTY));
        refuses(new Push(1, List.of()));
        refuses(new Push(1, Collections.nCopies(513, entry)));
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> ReplicaCodec.decode(ByteBuffer.allocate(ReplicaCodec.MAX_BYTES + 1)));
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> ReplicaCodec.decodeEntries(ByteBuffer.allocate(ReplicaCodec.MAX_DELTA_BYTES + 1)));
    }

    private static void refuses(ReplicaMessage message) {
        refuses(ReplicaCodec.encode(new ReplicaFrame("r", message)));
    }

    private static void refuses(ByteBuffer encoded) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> ReplicaCodec.decode(encoded));
    }

    @Test
    void entriesBeyondTheirBoundsAreRefused() {
        ByteString one = zeros(1);
        List<ReplicaEntry> bad = List.of(
                new ReplicaEntry(ByteString.EMPTY, one, one),
                new ReplicaEntry(zeros(513), one, one),
                new ReplicaEntry(one, ByteString.EMPTY, one),
                new ReplicaEntry(one, zeros(265), one),
                new ReplicaEntry(one, one, zeros(ReplicaEntry.MAX_VALUE + 1)));
        for (ReplicaEntry entry : bad) {
            refuses(new Push(1, List.of(entry)));
            assertThatExceptionOfType(MalformedInputException.class)
                    .isThrownBy(() -> ReplicaCodec.decodeEntries(ReplicaCodec.encodeEntries(List.of(entry))));
        }
    }

    @Test
    void prefixesWithStrayBitsOrTooDeepAreRefused() {
        for (ReplicaProto.Prefix prefix : List.of(
                ReplicaProto.Prefix.newBuilder().setBits(1).build(),
                ReplicaProto.Prefix.newBuilder().setBits(1).setDepth(15).build(),
                ReplicaProto.Prefix.newBuilder().setDepth(17).build(),
                ReplicaProto.Prefix.newBuilder().setDepth(-1).build())) {
            refuses(ReplicaProto.ReplicaMessage.newBuilder()
                    .setReplica("r")
                    .setCompare(ReplicaProto.Compare.newBuilder()
                            .addDigests(ReplicaProto.PrefixDigest.newBuilder().setPrefix(prefix)))
                    .build()
                    .toByteString()
                    .asReadOnlyByteBuffer());
        }
    }

    @Test
    void nameOfAReplicaHasOneTo64Bytes() {
        for (String name : List.of("", "x".repeat(65), "ä".repeat(33))) {
            assertThatExceptionOfType(MalformedInputException.class)
                    .isThrownBy(() -> new ReplicaFrame(name, new Pushed(1)));
            refuses(ReplicaProto.ReplicaMessage.newBuilder()
                    .setReplica(name)
                    .setPushed(ReplicaProto.Pushed.getDefaultInstance())
                    .build()
                    .toByteString()
                    .asReadOnlyByteBuffer());
        }
    }

    @Property(tries = 3_000)
    void damagedBytesAreRefusedOrUnderstoodAndNothingElse(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ReplicaMessage> all = messages().toList();
        byte[] damaged =
                damaged(ReplicaCodec.encode(new ReplicaFrame("services", all.get(random.nextInt(all.size())))), random);
        try {
            ReplicaCodec.decode(ByteBuffer.wrap(damaged))
                    .ifPresent(frame -> assertThat(ReplicaCodec.decode(ReplicaCodec.encode(frame)))
                            .contains(frame));
        } catch (MalformedInputException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Property(tries = 2_000)
    void damagedEntriesAreRefusedOrUnderstoodAndNothingElse(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] damaged = damaged(
                ReplicaCodec.encodeEntries(List.of(entry("key", 1, "value"), tombstone("t", 2), entry("l", 3, ""))),
                random);
        try {
            List<ReplicaEntry> entries = ReplicaCodec.decodeEntries(ByteBuffer.wrap(damaged));
            assertThat(entries).allMatch(ReplicaEntry::isWithinBounds);
            assertThat(ReplicaCodec.decodeEntries(ReplicaCodec.encodeEntries(entries)))
                    .isEqualTo(entries);
        } catch (MalformedInputException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    private static byte[] damaged(ByteBuffer valid, SplittableRandom random) {
        byte[] bytes = new byte[valid.remaining() - random.nextInt(2)];
        valid.get(bytes);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
