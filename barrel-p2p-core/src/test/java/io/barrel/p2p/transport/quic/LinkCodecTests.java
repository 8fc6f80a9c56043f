package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.wire.MalformedInputException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkCodecTests {

    @Provide
    Arbitrary<LinkMessage> messages() {
        return Arbitraries.oneOf(
                Arbitraries.of(CloseReason.values()).map(LinkMessage.Goodbye::new),
                Arbitraries.just(new LinkMessage.GoodbyeAck()),
                Arbitraries.longs().map(LinkMessage.Confirm::new),
                Arbitraries.longs().map(LinkMessage.Confirmed::new));
    }

    @Property
    void everyMessageComesBackAsItWasAndIsSmall(@ForAll("messages") LinkMessage message) {
        ByteBuffer bytes = LinkCodec.encode(message);

        assertThat(bytes.remaining()).isLessThanOrEqualTo(11);
        assertThat(LinkCodec.decode(bytes)).contains(message);
    }

    @Property
    void everyTruncatedMessageIsRefusedOrEmpty(@ForAll("messages") LinkMessage message) {
        ByteBuffer bytes = LinkCodec.encode(message);
        for (int length = 1; length < bytes.limit(); length++) {
            ByteBuffer cut = bytes.duplicate().limit(length);
            assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> LinkCodec.decode(cut));
        }
        assertThat(LinkCodec.decode(bytes.duplicate().limit(0))).isEmpty();
    }

    @Property
    void anyBytesAreAMessageOrUnknownOrRefusedAndStayUnread(@ForAll byte[] bytes) {
        ByteBuffer payload = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        try {
            Optional<LinkMessage> message = LinkCodec.decode(payload);
            assertThat(message.map(LinkCodec::encode).flatMap(LinkCodec::decode))
                    .isEqualTo(message);
        } catch (MalformedInputException e) {
            assertThat(e.getMessage()).contains("link message");
        }
        assertThat(payload.remaining()).isEqualTo(bytes.length);
    }

    @ParameterizedTest
    @CsvSource({"0a00, NONE", "0a020801, SHUTDOWN", "0a02080a, RACE_LOST", "0a020863, NONE", "0a0608ffffffff0f, NONE"})
    void goodbyeHasTheReasonOfItsCodeOrNone(String hex, CloseReason reason) {
        assertThat(LinkCodec.decode(bytes(hex))).contains(new LinkMessage.Goodbye(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff0102", "0a", "0a0508", "1a0309ff", "22", "00"})
    void whatIsNoMessageIsRefused(String hex) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> LinkCodec.decode(bytes(hex)));
    }

    @Test
    void unknownKindIsNoError() {
        assertThat(LinkCodec.decode(bytes("7a020801"))).isEmpty();
        assertThat(LinkCodec.decode(bytes(""))).isEmpty();
    }

    @Test
    void messageBeyondTheBoundIsRefusedUnparsed() {
        byte[] padded = new byte[LinkCodec.MAX_BYTES + 1];
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> LinkCodec.decode(ByteBuffer.wrap(padded)))
                .withMessageContaining("at most 1024 bytes");
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
