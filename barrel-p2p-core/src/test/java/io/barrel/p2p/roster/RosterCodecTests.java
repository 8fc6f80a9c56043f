package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static io.barrel.p2p.roster.RosterNet.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RosterCodecTests {

    private static final MemberEntry ALIVE = RosterNet.alive("x", 5, Integer.MAX_VALUE);

    static Stream<RosterBroadcast> broadcasts() {
        ReplicaEntry suspect =
                RosterCodec.encode(ALIVE.with(MemberStatus.SUSPECT, EPOCH, node("a"), SuspicionReason.PROBE_FAILED));
        return Stream.of(
                new RosterBroadcast.Delta(List.of(RosterCodec.encode(ALIVE))),
                new RosterBroadcast.Delta(List.of(suspect, RosterCodec.encode(ALIVE))),
                new RosterBroadcast.Delta(List.of()),
                new RosterBroadcast.Vouch(node("x"), Long.MAX_VALUE, MemberEntry.MAX_REFUTATION, node("a")));
    }

    @ParameterizedTest
    @MethodSource("broadcasts")
    void everyBroadcastComesBackAsItWas(RosterBroadcast broadcast) {
        ByteBuffer bytes = RosterCodec.encode(broadcast);
        int length = bytes.remaining();
        assertThat(RosterCodec.decode(bytes)).contains(broadcast);
        assertThat(bytes.remaining()).isEqualTo(length);
    }

    static Stream<MemberEntry> members() {
        return Stream.of(
                ALIVE,
                ALIVE.with(MemberStatus.SUSPECT, EPOCH, node("a"), SuspicionReason.LINK_LOST),
                ALIVE.with(MemberStatus.DEAD, EPOCH, node("a"), SuspicionReason.PROBE_FAILED),
                RosterNet.left("x", Long.MAX_VALUE, 7, 0),
                new MemberEntry(
                        NodeId.of("n@" + "h".repeat(253)),
                        1,
                        2,
                        MemberStatus.ALIVE,
                        new PeerAddress("::1", 65_535),
                        Map.of("zone", "a", "ü", "", "", "empty"),
                        EPOCH,
                        null,
                        null));
    }

    @ParameterizedTest
    @MethodSource("members")
    void everyMemberComesBackAsItWas(MemberEntry member) {
        assertThat(RosterCodec.decode(RosterCodec.encode(member))).isEqualTo(member);
    }

    @Test
    void metadataInAnyOrderGivesTheSameBytes() {
        Map<String, String> one = new LinkedHashMap<>();
        Map<String, String> other = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            one.put("k" + i, "v");
            other.put("k" + (19 - i), "v");
        }
        assertThat(RosterCodec.encode(with(one))).isEqualTo(RosterCodec.encode(with(other)));
    }

    private static MemberEntry with(Map<String, String> metadata) {
        return new MemberEntry(node("x"), 1, 0, MemberStatus.ALIVE, ALIVE.address(), metadata, EPOCH, null, null);
    }

    @Test
    void largestMemberThatASessionCanTellOfFits() {
        Map<String, String> metadata = new HashMap<>();
        for (int i = 0; i < 900; i++) {
            metadata.put(Integer.toString(i, 36), "");
        }
        MemberEntry member = new MemberEntry(
                NodeId.of("n@" + "h".repeat(253)),
                1,
                0,
                MemberStatus.SUSPECT,
                new PeerAddress("h".repeat(255), 65_535),
                metadata,
                EPOCH,
                NodeId.of("a@" + "h".repeat(253)),
                SuspicionReason.LINK_LOST);
        ReplicaEntry entry = RosterCodec.encode(member);
        assertThat(entry.bytes()).isBetween(7_000, RosterCodec.MAX_VALUE);
        RosterBroadcast delta = new RosterBroadcast.Delta(List.of(entry));
        assertThat(RosterCodec.decode(RosterCodec.encode(delta))).contains(delta);
    }

    @Test
    void unknownKindOfBroadcastIsNoError() {
        assertThat(RosterCodec.decode(ByteBuffer.wrap(new byte[] {(byte) 0xa2, 0x06, 0})))
                .isEmpty();
    }

    @Test
    void eachBoundIsChecked() {
        refuses(ByteBuffer.wrap(new byte[] {0x12, 0})); // A vouch for nobody.
        refuses(ByteBuffer.wrap(new byte[] {0x12, 5}));
    }

    private static void refuses(ByteBuffer bytes) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> RosterCodec.decode(bytes));
    }

    @Property(tries = 2_000)
    void damagedBytesAreRefusedOrUnderstoodAndNothingElse(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<RosterBroadcast> all = broadcasts().toList();
        ByteBuffer valid = RosterCodec.encode(all.get(random.nextInt(all.size())));
        byte[] bytes = new byte[valid.remaining()];
        valid.get(bytes);
        for (int i = 0; bytes.length > 0 && i < 1 + random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try {
            RosterCodec.decode(ByteBuffer.wrap(bytes)).ifPresent(broadcast -> {
                assertThat(RosterCodec.decode(RosterCodec.encode(broadcast))).contains(broadcast);
                read(broadcast);
            });
        } catch (MalformedInputException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    private static void read(RosterBroadcast broadcast) {
        if (broadcast instanceof RosterBroadcast.Delta delta) {
            delta.entries().forEach(entry -> {
                MemberEntry member = RosterCodec.decode(entry);
                assertThat(RosterCodec.decode(RosterCodec.encode(member))).isEqualTo(member);
            });
        }
    }
}
