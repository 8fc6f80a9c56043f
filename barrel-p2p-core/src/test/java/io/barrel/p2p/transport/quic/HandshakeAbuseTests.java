package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.LocalNode;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Protocols;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.incubator.codec.quic.DefaultQuicStreamFrame;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers with a wrong clock, without haste, or without respect for the protocol, before and after they are authenticated. */
@SuppressWarnings("FutureReturnValueIgnored")
class HandshakeAbuseTests {

    private static final Duration SHORT = Duration.ofMillis(700);

    @TempDir
    Path base;

    private AttackScene scene;
    private int attackers;

    @BeforeEach
    void open() {
        scene = new AttackScene(base);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, 3_600_000, Long.MIN_VALUE / 2, Long.MAX_VALUE / 2})
    void skewedClockIsRefused(long offMillis) {
        LocalNode node = scene.node("a");
        RawConnection connection = scene.attacker().dial(AttackScene.address(node));

        RawHandshake skewed =
                new RawHandshake(connection, scene.handshakes("late"), () -> System.currentTimeMillis() + offMillis, 9);

        scene.awaitRefusals(node, AuthFailure.TIMESTAMP_SKEW, 1);
        await().atMost(AttackScene.PATIENCE).until(connection::isClosed);
        assertThat(skewed.failure()).isEqualTo(AuthFailure.TIMESTAMP_SKEW);
        AttackScene.assertUntouched(node);
        scene.assertServes(node);
    }

    @Test
    void slowPeersAreCutOffByTheBudgetAtEveryStep() {
        LocalNode node = scene.node("a", SHORT);
        RawPeer attacker = scene.attacker();
        PeerAddress target = AttackScene.address(node);
        List<RawConnection> slow = new ArrayList<>();
        RawConnection silent = attacker.dial(target);
        slow.add(silent);
        RawConnection halfATag = attacker.dial(target);
        RawConnection.write(halfATag.open(QuicStreamType.UNIDIRECTIONAL, ""), new byte[] {15, 'b', 'a'});
        slow.add(halfATag);
        RawConnection halfALength = attacker.dial(target);
        halfALength.say(new byte[] {0});
        slow.add(halfALength);
        RawConnection halfAHello = attacker.dial(target);
        halfAHello.say(new byte[] {0, 45, 1, 2, 0, 6, 's', 'l'});
        slow.add(halfAHello);
        // After HELLO with CHALLENGE, RESPONSE, OK with COOKIE, PROOF, SESSION: only the control stream is missing.
        for (int speaks = 1; speaks <= 5; speaks++) {
            RawConnection connection = attacker.dial(target);
            new RawHandshake(connection, scene.handshakes("slow" + speaks), System::currentTimeMillis, speaks);
            slow.add(connection);
        }

        scene.awaitRefusals(node, AuthFailure.HANDSHAKE_TIMEOUT, slow.size());
        await().atMost(AttackScene.PATIENCE)
                .until(() -> slow.stream().allMatch(RawConnection::isClosed)
                        && node.p2p.transport().pendingHandshakes() == 0);
        assertThat(AttackScene.failures(node)).containsOnlyKeys(AuthFailure.HANDSHAKE_TIMEOUT);
        assertThat(node.p2p.connections()).isEmpty();
        // The last one proved its key and the cookie before it fell silent.
        assertThat(node.p2p.trustStore().pins())
                .singleElement()
                .satisfies(pin -> assertThat(pin.node()).hasToString("slow5@test"));
        scene.assertServes(node);
    }

    @Test
    void brokenAuthenticationFramesAreRefusedAsMalformed() {
        LocalNode node = scene.node("a");
        RawPeer attacker = scene.attacker();
        List<RawConnection> connections = new ArrayList<>();
        for (byte[] bytes : brokenFrames()) {
            RawConnection connection = attacker.dial(AttackScene.address(node));
            connection.say(bytes);
            connections.add(connection);
        }
        RawConnection cutShort = attacker.dial(AttackScene.address(node));
        Promise<QuicStreamChannel> stream = cutShort.open(QuicStreamType.UNIDIRECTIONAL, QuicConnection.AUTH_TAG);
        stream.addListener((FutureListener<QuicStreamChannel>) opened -> opened.getNow()
                .writeAndFlush(new DefaultQuicStreamFrame(Unpooled.copiedBuffer(new byte[] {0, 45, 1}), true)));
        connections.add(cutShort);
        for (String tag : List.of(QuicConnection.CONTROL_TAG, "someone-elses")) {
            RawConnection hasty = attacker.dial(AttackScene.address(node));
            hasty.open(QuicStreamType.BIDIRECTIONAL, tag);
            connections.add(hasty);
        }

        scene.awaitRefusals(node, AuthFailure.MALFORMED_MESSAGE, connections.size());

        assertThat(AttackScene.failures(node)).containsOnlyKeys(AuthFailure.MALFORMED_MESSAGE);
        await().atMost(AttackScene.PATIENCE).until(() -> connections.stream().allMatch(RawConnection::isClosed));
        assertThat(connections)
                .allSatisfy(
                        connection -> assertThat(connection.closeCode()).isEqualTo(CloseReason.AUTHENTICATION.code()));
        // Rather many: an attacker does not fill the log.
        assertThat(scene.warnings()).hasSize(HandshakeLog.MAX_WARNINGS);
        AttackScene.assertUntouched(node);
        scene.assertServes(node);
    }

    private static List<byte[]> brokenFrames() {
        List<byte[]> frames = new ArrayList<>();
        frames.add(new byte[] {0, 0});
        frames.add(new byte[] {(byte) 0xFF, (byte) 0xFF, 1});
        frames.add(new byte[] {0x20, 2, 9});
        frames.add(new byte[] {0, 1, 0x7F});
        frames.add(new byte[] {0, 2, 1, 2});
        frames.add(new byte[] {0, 6, 1, 2, (byte) 0xFF, (byte) 0xFF, 'a', '@'});
        frames.add(new byte[] {0, 1, 4});
        Random random = new Random(7);
        for (int i = 0; i < 24; i++) {
            byte[] bytes = new byte[10_000];
            random.nextBytes(bytes);
            // Not HELLO, for a version drawn at random would be refused as such; nor FAIL, which is the peer's own end.
            int[] types = {2, 3, 4, 6, 7, 8, 9, 200};
            bytes[2] = (byte) types[i % types.length];
            frames.add(bytes);
        }
        return frames;
    }

    @Test
    void authenticatedPeerThatBreaksTheFramingOrALinkMessageIsCutOff() {
        LocalNode node = scene.node("a");
        byte[] noise = new byte[4_096];
        new Random(3).nextBytes(noise);
        noise[0] = (byte) 0x80;
        List<byte[]> attacks = List.of(
                noise,
                new byte[] {0, 0, 0, 0},
                ByteBuffer.allocate(5)
                        .putInt(Limits.MAX_FRAME_PAYLOAD + 2)
                        .put((byte) Protocols.MEMBERSHIP)
                        .array(),
                frame(Protocols.LINK, new byte[] {(byte) 0xFF, 1, 2}),
                frame(Protocols.LINK, new byte[LinkCodec.MAX_BYTES + 1]));
        for (byte[] attack : attacks) {
            assertCutOffAfter(attack, node);
        }
        assertThat(AttackScene.failures(node)).isEmpty();
        scene.assertServes(node);
    }

    @Test
    void authenticatedPeerThatSendsMalformedMembershipIsCutOffAndNotListenedToAfterwards() {
        LocalNode node = scene.node("a");
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        node.p2p.metrics().bindTo(meters);
        byte[] malformed = frame(Protocols.MEMBERSHIP, "no membership message".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer flood = ByteBuffer.allocate(malformed.length * 5_000);
        while (flood.hasRemaining()) {
            flood.put(malformed);
        }
        List<byte[]> attacks = List.of(flood.array(), frame(Protocols.MEMBERSHIP, new byte[60_000]));
        for (byte[] attack : attacks) {
            assertCutOffAfter(attack, node);
        }
        assertThat(meters.get("barrel.p2p.messages")
                        .tags("type", "membership", "outcome", "malformed")
                        .functionCounter()
                        .count())
                .isEqualTo(attacks.size());
        scene.assertServes(node);
    }

    /** An attacker with a genuine identity and the cookie links and sends that on the control stream. */
    private void assertCutOffAfter(byte[] attack, LocalNode node) {
        RawConnection connection = scene.attacker().dial(AttackScene.address(node));
        attackers++;
        RawHandshake handshake = new RawHandshake(
                connection, scene.handshakes("mallory" + attackers), System::currentTimeMillis, Integer.MAX_VALUE);
        await().atMost(AttackScene.PATIENCE)
                .until(() -> handshake.isEstablished() && node.p2p.connections().size() == 1);
        RawConnection.write(handshake.control(), attack);
        await().atMost(AttackScene.PATIENCE)
                .until(() -> connection.isClosed() && node.p2p.connections().isEmpty());
        assertThat(connection.closeCode()).isEqualTo(CloseReason.PROTOCOL_ERROR.code());
    }

    private static byte[] frame(int protocol, byte[] payload) {
        return ByteBuffer.allocate(5 + payload.length)
                .putInt(1 + payload.length)
                .put((byte) protocol)
                .put(payload)
                .array();
    }
}
