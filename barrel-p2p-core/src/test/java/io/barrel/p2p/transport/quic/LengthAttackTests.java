package io.barrel.p2p.transport.quic;

import static io.barrel.p2p.transport.quic.Siege.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.security.Handshakes;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Protocols;
import io.netty.incubator.codec.quic.QuicStreamType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lengths that are too large, at each place where a peer tells one. Little or nothing of what is announced is ever sent: that the
 * connection ends all the same shows that the length alone was enough, and nothing waited for the rest.
 */
class LengthAttackTests {

    private static final int SESSION = 9;

    /** Field 1 of a Protocol Buffers message, said to be of 2^31 - 1 bytes. */
    private static final byte[] HUGE_FIELD = {0x0A, -1, -1, -1, -1, 7};

    private static Siege siege;
    private static Handshakes mallory;

    @BeforeAll
    static void begin(@TempDir Path base) {
        siege = new Siege(base);
        mallory = siege.scene.handshakes("mallory");
        siege.member(mallory, NodeId.of("mallory@test"));
        siege.assertUnharmed("mallory");
    }

    @AfterAll
    static void end() {
        siege.assertMemory();
        siege.close();
    }

    /** One byte more than the type may have, and as many as the prefix can say. */
    @ParameterizedTest
    @CsvSource({
        "1, 1025",
        "2, 42",
        "3, 66",
        "4, 2",
        "5, 68",
        "6, 3203",
        "7, 34",
        "8, 34",
        "9, 8194",
        "200, 1",
        "1, 65535",
        "9, 65535"
    })
    void authenticationMessageIsRefusedAtItsLength(int type, int length) {
        RawConnection connection = siege.dial();
        connection.say(
                ByteBuffer.allocate(3).putShort((short) length).put((byte) type).array());

        assertMalformed(connection);
        assertThat(Stream.concat(siege.scene.warnings().stream(), siege.scene.debugLines().stream()))
                .anyMatch(line -> line.contains("announces " + length) || line.contains("type " + type));
        siege.assertUnharmed("mallory");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("innerLengths")
    void lengthWithinAnAuthenticationMessageIsRefused(String what, byte[] bytes) {
        RawConnection connection = siege.dial();
        connection.say(bytes);

        assertMalformed(connection);
        siege.assertUnharmed("mallory");
    }

    static Stream<Object[]> innerLengths() {
        return Stream.of(
                row("an empty message", bytes(0, 0)),
                row("the name in HELLO", bytes(0, 6, 1, 2, 0xFF, 0xFF, 'a', '@')),
                row("the reason in FAIL", bytes(0, 3, 5, 0xFF, 0xFF)),
                row("the chain in SUCCESSION", bytes(0, 2, 6, 0xFF)));
    }

    @Test
    void lengthInSessionIsRefused() {
        RawConnection connection = siege.dial();
        new RawHandshake(connection, siege.stranger(), System::currentTimeMillis, 5, message -> {
            boolean session = message[2] == SESSION;
            connection.say(session ? concat(bytes(0, 1 + HUGE_FIELD.length, SESSION), HUGE_FIELD) : message);
        });

        assertMalformed(connection);
        siege.assertUnharmed("mallory");
    }

    @Test
    void longestTagIsHeldAndRefusedBeforeAuthentication() {
        RawConnection connection = siege.dial();
        RawConnection.write(connection.open(QuicStreamType.UNIDIRECTIONAL, ""), tag(255));

        assertMalformed(connection);
        siege.assertUnharmed("mallory");
    }

    @Test
    void longestTagOnALinkCostsItsStream() {
        HostileMember member = siege.member(mallory, NodeId.of("mallory@test"));
        double before = siege.count("streams.preamble.dropped");
        RawConnection.write(member.connection.open(QuicStreamType.BIDIRECTIONAL, ""), tag(255));

        eventually().until(() -> siege.count("streams.preamble.dropped") == before + 1);
        assertThat(siege.isLinked(member.name)).isTrue();
        siege.assertUnharmed("mallory");
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "false, 1064962", "false, 2147483647", "false, -1", "true, 0", "true, 1064962", "true, -1"})
    void frameIsRefusedAtItsLength(boolean onALane, int length) {
        HostileMember member = siege.member(mallory, NodeId.of("mallory@test"));
        double before = siege.count("transport.frames.malformed");
        byte[] attack = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
        if (onALane) {
            member.say(1, attack);
        } else {
            member.say(attack);
        }

        member.awaitCutOff(CloseReason.PROTOCOL_ERROR);
        assertThat(siege.count("transport.frames.malformed")).isEqualTo(before + 1);
        siege.assertUnharmed("mallory");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("payloads")
    void lengthWithinAFrameIsRefused(String type, String what, int protocol, byte[] payload) {
        HostileMember member = siege.member(mallory, NodeId.of("mallory@test"));
        double before = malformed(type);
        member.say(HostileMember.frame(protocol, ByteBuffer.wrap(payload)));

        member.awaitCutOff(CloseReason.PROTOCOL_ERROR);
        assertThat(malformed(type)).isEqualTo(before + 1);
        siege.assertUnharmed("mallory");
    }

    private static double malformed(String type) {
        return type.equals("link")
                ? siege.count("transport.frames.malformed")
                : siege.count("messages", "type", type, "outcome", "malformed");
    }

    static Stream<Object[]> payloads() {
        byte[] edge = new byte[8];
        return Stream.of(
                row("link", "message", Protocols.LINK, new byte[LinkCodec.MAX_BYTES + 1]),
                row("link", "field", Protocols.LINK, HUGE_FIELD),
                row("membership", "message", Protocols.MEMBERSHIP, new byte[(48 << 10) + 1]),
                row("membership", "field", Protocols.MEMBERSHIP, HUGE_FIELD),
                row("gossip", "header cut off", Protocols.GOSSIP, concat(edge, bytes(0x2F, 0xFF))),
                row("gossip", "header too long", Protocols.GOSSIP, concat(edge, bytes(0xFF, 0xFF), new byte[65_535])),
                row("gossip", "field", Protocols.GOSSIP, concat(edge, bytes(0, 6), HUGE_FIELD)),
                row("replica", "message", Protocols.REPLICA, new byte[(512 << 10) + 1]),
                row("replica", "field", Protocols.REPLICA, HUGE_FIELD),
                row("message", "header cut off", Protocols.MESSAGE, bytes(0x1F, 0xFF)),
                row("message", "header too long", Protocols.MESSAGE, concat(bytes(0xFF, 0xFF), new byte[65_535])),
                row("message", "field", Protocols.MESSAGE, concat(bytes(0, 6), HUGE_FIELD)),
                row("relay", "header cut off", Protocols.RELAY, bytes(0x08, 0xFF)),
                row("relay", "header too long", Protocols.RELAY, concat(bytes(0xFF, 0xFF), new byte[65_535])),
                row("relay", "field", Protocols.RELAY, concat(bytes(0, 6), HUGE_FIELD)));
    }

    private static void assertMalformed(RawConnection connection) {
        siege.awaitRefusals(AuthFailure.MALFORMED_MESSAGE, 1);
        eventually().until(connection::isClosed);
        assertThat(connection.closeCode()).isEqualTo(CloseReason.AUTHENTICATION.code());
    }

    private static byte[] tag(int length) {
        byte[] tag = new byte[1 + length];
        Arrays.fill(tag, (byte) 'x');
        tag[0] = (byte) length;
        return tag;
    }

    private static Object[] row(Object... row) {
        return row;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] concat(byte[]... parts) {
        int length = Stream.of(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        List.of(parts).forEach(all::put);
        return all.array();
    }
}
