package io.barrel.p2p.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.messaging.MessageFrame.Kind;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.proto.MessagingProto.MessageHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageCodecTests {

    private static MessageFrame frame(Kind kind) {
        MessagingFailure failure = kind == Kind.FAILURE || kind == Kind.REFUSED ? MessagingFailure.NO_HANDLER : null;
        return frame(kind, kind.isOfCaller(), "address", kind.isNumbered() ? 7 : 0, failure, "detail", Map.of(), 3);
    }

    private static MessageFrame frame(
            Kind kind,
            boolean caller,
            String address,
            long number,
            @Nullable MessagingFailure failure,
            String detail,
            Map<String, String> context,
            int payload) {
        return new MessageFrame(
                kind,
                caller,
                address,
                -1,
                number,
                5,
                Long.MAX_VALUE,
                4,
                600_000,
                failure,
                failure == null ? "" : detail,
                context,
                ByteBuffer.allocate(payload));
    }

    private static MessageFrame comesBack(MessageFrame frame) {
        return MessageCodec.decode(MessageCodec.encode(frame)).orElseThrow();
    }

    private static void refuses(MessageFrame frame) {
        ByteBuffer bytes = MessageCodec.encode(frame);
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> MessageCodec.decode(bytes));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindComesBack(Kind kind) {
        assertThat(comesBack(frame(kind))).isEqualTo(frame(kind));
    }

    @ParameterizedTest
    @EnumSource(
            value = MessagingFailure.class,
            names = {"NO_HANDLER", "REMOTE_ERROR", "REJECTED", "UNREACHABLE"})
    void everyFailureThatIsToldComesBack(MessagingFailure failure) {
        MessageFrame frame = frame(Kind.FAILURE, false, "a", 1, failure, "why", Map.of(), 0);
        assertThat(comesBack(frame).failure()).isEqualTo(failure);
    }

    @Property
    void plainHeaderIsTheGeneratedOne(
            @ForAll @IntRange(max = 6) int kind,
            @ForAll boolean caller,
            @ForAll @StringLength(max = 300) String address,
            @ForAll int epoch,
            @ForAll long number,
            @ForAll long received,
            @ForAll int timeout)
            throws InvalidProtocolBufferException {
        Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(address));
        MessageHeader generated = MessageHeader.newBuilder()
                .setKindValue(kind)
                .setCaller(caller)
                .setAddress(address)
                .setEpoch(epoch)
                .setNumber(number)
                .setRequest(number)
                .setReceived(received)
                .setConsumed(received)
                .setTimeout(timeout)
                .build();
        PlainHeader plain = PlainHeaderCodec.of(generated);

        byte[] bytes = PlainHeaderCodec.encode(plain, 0, 0);

        assertThat(bytes).isEqualTo(generated.toByteArray());
        assertThat(PlainHeaderCodec.decode(bytes, 0, bytes.length)).contains(plain);
    }

    @Property(tries = 2_000)
    void anyBytesMeanWhatTheGeneratedClassReads(@ForAll @Size(max = 60) byte[] bytes) {
        Optional<PlainHeader> plain;
        try {
            plain = PlainHeaderCodec.decode(bytes, 0, bytes.length);
        } catch (InvalidProtocolBufferException e) {
            assertThatExceptionOfType(InvalidProtocolBufferException.class)
                    .isThrownBy(() -> MessageHeader.parseFrom(bytes));
            return;
        }
        plain.ifPresent(header -> {
            try {
                assertThat(PlainHeaderCodec.of(MessageHeader.parseFrom(bytes))).isEqualTo(header);
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError("read here and refused there", e);
            }
        });
    }

    @Test
    void boundsAreKept() {
        MessageFrame largest = frame(
                Kind.CAST, true, "a".repeat(255), 1, null, "", Map.of("k", "v".repeat(4_095)), Messaging.MAX_PAYLOAD);
        assertThat(comesBack(largest)).isEqualTo(largest);
        assertThat(MessageCodec.encode(largest).remaining()).isLessThanOrEqualTo(Limits.MAX_FRAME_PAYLOAD);
        refuses(frame(Kind.CAST, true, "a".repeat(256), 1, null, "", Map.of(), 0));
        refuses(frame(Kind.CAST, true, "", 1, null, "", Map.of(), 0));
        refuses(frame(Kind.CAST, true, "a", 1, null, "", Map.of("k", "v".repeat(4_096)), 0));
        refuses(frame(Kind.CAST, true, "a", 1, null, "", Map.of(), Messaging.MAX_PAYLOAD + 1));
    }

    @Test
    void kindsComeFromTheirSideAndHaveTheirNumbers() {
        refuses(frame(Kind.CAST, false, "a", 1, null, "", Map.of(), 0));
        refuses(frame(Kind.REPLY, true, "a", 1, null, "", Map.of(), 0));
        refuses(frame(Kind.REQUEST, true, "a", 0, null, "", Map.of(), 0));
        refuses(frame(Kind.REQUEST, true, "a", -1, null, "", Map.of(), 0));
        refuses(frame(Kind.ACK, true, "a", 1, null, "", Map.of(), 0));
    }

    @Test
    void longTextOfAFailureIsCut() {
        MessageFrame frame =
                frame(Kind.FAILURE, false, "a", 1, MessagingFailure.REMOTE_ERROR, "x".repeat(5_000), Map.of(), 0);
        assertThat(comesBack(frame).detail()).hasSize(MessageCodec.MAX_DETAIL);
    }

    @Test
    void cutOffHeaderIsRefused() {
        ByteBuffer bytes = MessageCodec.encode(frame(Kind.ACK));
        for (int length = 0; length < bytes.remaining() - 3; length++) {
            ByteBuffer cut = bytes.slice(0, length);
            assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> MessageCodec.decode(cut));
        }
    }

    @Test
    void payloadIsACopy() {
        ByteBuffer bytes = MessageCodec.encode(frame(Kind.CAST));
        MessageFrame frame = MessageCodec.decode(bytes).orElseThrow();
        bytes.put(bytes.limit() - 1, (byte) 9);
        assertThat(frame.payload()).isEqualTo(ByteBuffer.allocate(3));
        assertThat(frame.payload().isReadOnly()).isTrue();
    }

    @Property(tries = 2_000)
    void anyBytesAreAFrameOrMalformed(@ForAll byte[] bytes) {
        try {
            Optional<MessageFrame> frame = MessageCodec.decode(ByteBuffer.wrap(bytes));
            frame.ifPresent(decoded -> assertThat(comesBack(decoded)).isEqualTo(decoded));
        } catch (MalformedInputException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }
}
