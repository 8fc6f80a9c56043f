package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthCodecTests {

    private static final TestNode NODE = new TestNode("a@h");

    static List<AuthMessage> messages() {
        return List.of(
                new AuthMessage.Hello(NODE.id, NODE.identity.publicKey()),
                new AuthMessage.Challenge(new byte[32], -1),
                new AuthMessage.Response(new byte[64]),
                new AuthMessage.Ok(),
                new AuthMessage.Fail("key_mismatch"),
                succession(1),
                succession(16),
                new AuthMessage.CookieNonce(new byte[32]),
                new AuthMessage.Proof(new byte[32]),
                new AuthMessage.SessionOffer(NODE.session));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageSurvivesItsEncoding(AuthMessage message) {
        byte[] body = AuthCodec.body(message);

        AuthMessage decoded = AuthCodec.decode(body);

        assertThat(decoded).hasSameClassAs(message);
        assertThat(AuthCodec.body(decoded)).isEqualTo(body);
        assertThat(body.length).isLessThanOrEqualTo(AuthCodec.maxLength(body[0]));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyTruncationIsMalformed(AuthMessage message) {
        byte[] body = AuthCodec.body(message);
        int shortest = message instanceof AuthMessage.SessionOffer ? body.length : 0;
        for (int length = shortest; length < body.length; length++) {
            byte[] truncated = Arrays.copyOf(body, length);
            assertMalformed(truncated);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void trailingByteIsMalformed(AuthMessage message) {
        byte[] body = AuthCodec.body(message);

        assertMalformed(Arrays.copyOf(body, body.length + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 255})
    void successionOfAnotherCountIsMalformed(int count) {
        byte[] body = AuthCodec.body(succession(16));
        body[1] = (byte) count;

        assertMalformed(body);
    }

    @ParameterizedTest
    @ValueSource(bytes = {-43, -128, -1})
    void reasonThatIsNotAsciiIsMalformed(byte octet) {
        assertMalformed(new byte[] {5, 0, 2, octet, 'x'});
        assertMalformed(new byte[] {5, 0, 2, 'x', octet});
    }

    @Test
    void helloOfAnotherVersionIsRecognisedWhateverFollows() {
        AuthMessage message = AuthCodec.decode(new byte[] {1, 3, 9, 9, 9, 9});

        assertThat(message).isEqualTo(new AuthMessage.ForeignHello(3));
    }

    @Test
    void helloWithAnImpossibleNameIsMalformed() {
        byte[] body = AuthCodec.body(new AuthMessage.Hello(NodeId.of("a@h"), NODE.identity.publicKey()));
        body[4] = 0x1b;

        assertMalformed(body);
    }

    @Test
    void longReasonIsMalformed() {
        assertMalformed(AuthCodec.body(new AuthMessage.Fail("x".repeat(65))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 0x7f, 0xff})
    void unknownTypeIsMalformed(int type) {
        assertMalformed(new byte[] {(byte) type, 0, 0});
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Limits.MAX_AUTH_MESSAGE + 1, 0xffff})
    void decoderRefusesAnImpossibleLengthBeforeAnythingFollows(int length) {
        ByteBuffer prefix = ByteBuffer.allocate(2).putShort((short) length).flip();

        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> new AuthDecoder().next(prefix))
                .withMessageContaining(Integer.toString(length));
    }

    @Test
    void decoderRefusesALengthThatItsTypeCannotHaveBeforeTheBodyFollows() {
        ByteBuffer head = ByteBuffer.wrap(new byte[] {0x20, 0, 4});

        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> new AuthDecoder().next(head));
    }

    @Test
    void decoderTakesOneMessageAtATimeAndLeavesTheRest() {
        AuthDecoder decoder = new AuthDecoder();
        ByteBuffer bytes = AuthCodec.encode(new AuthMessage.Ok(), new AuthMessage.Proof(new byte[32]));

        assertThat(decoder.next(bytes)).isInstanceOf(AuthMessage.Ok.class);
        assertThat(decoder.insideMessage()).isFalse();
        assertThat(bytes.remaining()).isEqualTo(35);
        assertThat(decoder.next(bytes.limit(bytes.limit() - 1))).isNull();
        assertThat(decoder.insideMessage()).isTrue();
        assertThat(decoder.next(ByteBuffer.wrap(new byte[1]))).isInstanceOf(AuthMessage.Proof.class);
        assertThat(decoder.insideMessage()).isFalse();
    }

    private static AuthMessage.Succession succession(int links) {
        List<SuccessionLink> chain = new ArrayList<>();
        for (int i = 0; i < links; i++) {
            chain.add(new SuccessionLink(key(i), key(i + 1), TestNode.NOW + i, new byte[64], new byte[64]));
        }
        return new AuthMessage.Succession(new SuccessionChain(chain));
    }

    private static PublicKey key(int number) {
        byte[] raw = new byte[PublicKey.LENGTH];
        raw[0] = (byte) number;
        return PublicKey.of(raw);
    }

    private static void assertMalformed(byte[] body) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> AuthCodec.decode(body));
    }
}
