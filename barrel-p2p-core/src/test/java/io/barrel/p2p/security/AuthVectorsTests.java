package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.NodeId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of the original implementation, reproduced. */
class AuthVectorsTests {

    static List<AuthVectors> vectors() {
        return AuthVectors.all();
    }

    @Test
    void thereAreFiveVectors() {
        assertThat(vectors()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void keysAndFingerprintsAreDerivedAsTheOriginalDoes(AuthVectors vector) {
        PublicKey key = identity(vector).publicKey();

        assertThat(hex(key.bytes())).isEqualTo(vector.text("publicKey"));
        assertThat(key.fingerprint()).isEqualTo(vector.text("fingerprintSha256"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void signedMessageAndSignatureAreTheOriginals(AuthVectors vector) {
        NodeIdentity identity = identity(vector);
        byte[] message =
                ChannelBinding.signedMessage(challenge(vector), identity.publicKey(), vector.bytes("channelBinding"));

        assertThat(hex(message)).isEqualTo(vector.text("signedMessage"));
        assertThat(hex(identity.sign(message))).isEqualTo(vector.text("signature"));
        assertThat(NodeIdentity.verify(identity.publicKey(), message, vector.bytes("signature")))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void messagesAreEncodedAsTheOriginalDoes(AuthVectors vector) {
        PublicKey key = PublicKey.of(vector.bytes("publicKey"));

        assertThat(body(new AuthMessage.Hello(NodeId.of(vector.text("node")), key)))
                .isEqualTo(vector.text("hello"));
        assertThat(body(challenge(vector))).isEqualTo(vector.text("challenge"));
        assertThat(body(new AuthMessage.Response(vector.bytes("signature")))).isEqualTo(vector.text("response"));
        assertThat(body(new AuthMessage.Ok())).isEqualTo(vector.text("ok"));
        assertThat(body(new AuthMessage.Fail(vector.text("failReason")))).isEqualTo(vector.text("fail"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void messagesOfTheOriginalAreUnderstood(AuthVectors vector) {
        for (String field : List.of("hello", "challenge", "response", "ok", "fail")) {
            AuthMessage message = AuthCodec.decode(vector.bytes(field));
            assertThat(body(message)).as(field).isEqualTo(vector.text(field));
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void handshakeBeginsWithHelloAndChallengeOfTheVector(AuthVectors vector) {
        TestNode node = new TestNode(vector.text("node"));
        SecureRandom alwaysTheNonce = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(vector.bytes("nonce"), 0, bytes, 0, bytes.length);
            }
        };
        Handshakes handshakes = new Handshakes(
                node.config,
                node.id,
                () -> identity(vector),
                () -> node.session,
                node.trust,
                Revoked.NOBODY,
                alwaysTheNonce);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Handshake handshake = handshakes.create(
                new HandshakeParameters(HandshakeParameters.Role.CLIENT, null, 0, new byte[] {1}, new byte[] {2}),
                output -> written.writeBytes(
                        ((HandshakeOutput.Send) output).bytes().array()));

        handshake.start(vector.number("timestamp"));

        assertThat(hex(written.toByteArray())).isEqualTo(prefixed(vector, "hello") + prefixed(vector, "challenge"));
    }

    private static String prefixed(AuthVectors vector, String field) {
        byte[] body = vector.bytes(field);
        return hex(ByteBuffer.allocate(2).putShort((short) body.length).array()) + hex(body);
    }

    private static NodeIdentity identity(AuthVectors vector) {
        return NodeIdentity.ofSeed(vector.bytes("privateKeySeed"));
    }

    private static AuthMessage.Challenge challenge(AuthVectors vector) {
        return new AuthMessage.Challenge(vector.bytes("nonce"), vector.number("timestamp"));
    }

    private static String body(AuthMessage message) {
        return hex(AuthCodec.body(message));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
