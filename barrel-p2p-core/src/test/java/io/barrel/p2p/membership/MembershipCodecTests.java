package io.barrel.p2p.membership;

import static io.barrel.p2p.membership.Machine.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.membership.MembershipMessage.Neighbor.Priority;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
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

class MembershipCodecTests {

    static Stream<MembershipMessage> messages() {
        List<NodeId> path = List.of(peer("a").node(), peer("b").node());
        return Stream.of(
                new MembershipMessage.Join(-1),
                new MembershipMessage.ForwardJoin(2, peer("x"), 6),
                new MembershipMessage.Neighbor(3, Priority.LOW),
                new MembershipMessage.Neighbor(3, Priority.HIGH),
                new MembershipMessage.Neighbor(3, Priority.NEARER),
                new MembershipMessage.NeighborReply(3, true, peer("d")),
                new MembershipMessage.NeighborReply(Long.MIN_VALUE, false),
                new MembershipMessage.Disconnect(0, MembershipMessage.Disconnect.Reason.DROPPED),
                new MembershipMessage.Disconnect(5, MembershipMessage.Disconnect.Reason.LEAVING),
                new MembershipMessage.Disconnect(6, MembershipMessage.Disconnect.Reason.UNKNOWN_EDGE),
                new MembershipMessage.Shuffle(7, peer("a"), 32, 9, path, List.of(peer("p"))),
                new MembershipMessage.ShuffleReply(8, path, List.of()));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageComesBackAsItWas(MembershipMessage message) {
        ByteBuffer bytes = MembershipCodec.encode(message);
        int length = bytes.remaining();
        assertThat(MembershipCodec.decode(bytes)).contains(message);
        assertThat(bytes.remaining()).isEqualTo(length);
    }

    @Test
    void largestMessageFits() {
        Peer longest = new Peer(NodeId.of("n@" + "h".repeat(253)), new PeerAddress("h".repeat(255), 65_535));
        MembershipMessage message = new MembershipMessage.Shuffle(
                -1, longest, 32, -1, Collections.nCopies(33, longest.node()), Collections.nCopies(64, longest));
        assertThat(MembershipCodec.decode(MembershipCodec.encode(message))).contains(message);
    }

    @Test
    void unknownKindOfMessageIsNoError() {
        assertThat(MembershipCodec.decode(ByteBuffer.wrap(new byte[] {(byte) 0xa2, 0x06, 0})))
                .isEmpty();
    }

    @Test
    void eachBoundIsChecked() {
        refuses(new MembershipMessage.ForwardJoin(1, peer("x"), 33));
        refuses(new MembershipMessage.ForwardJoin(1, peer("x"), -1));
        refuses(new MembershipMessage.Shuffle(1, peer("x"), 1, 1, List.of(), List.of()));
        refuses(new MembershipMessage.ShuffleReply(
                1, Collections.nCopies(34, peer("x").node()), List.of()));
        refuses(new MembershipMessage.ShuffleReply(1, List.of(), Collections.nCopies(65, peer("x"))));
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> MembershipCodec.decode(ByteBuffer.allocate(MembershipCodec.MAX_BYTES + 1)));
    }

    private static void refuses(MembershipMessage message) {
        ByteBuffer bytes = MembershipCodec.encode(message);
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> MembershipCodec.decode(bytes));
    }

    @Property(tries = 2_000)
    void damagedBytesAreRefusedOrUnderstoodAndNothingElse(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<MembershipMessage> all = messages().toList();
        ByteBuffer valid = MembershipCodec.encode(all.get(random.nextInt(all.size())));
        byte[] bytes = new byte[valid.remaining()];
        valid.get(bytes);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try {
            MembershipCodec.decode(ByteBuffer.wrap(bytes))
                    .ifPresent(message -> assertThat(MembershipCodec.decode(MembershipCodec.encode(message)))
                            .contains(message));
        } catch (MalformedInputException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }
}
