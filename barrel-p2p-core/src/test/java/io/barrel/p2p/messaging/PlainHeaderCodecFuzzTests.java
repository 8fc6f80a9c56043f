package io.barrel.p2p.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.wire.proto.MessagingProto.MessageHeader;
import java.util.Optional;

/** The generated class is the oracle: the one written by hand refuses what it refuses, and reads the same. */
class PlainHeaderCodecFuzzTests {

    @FuzzTest
    void readsWhatTheGeneratedClassReads(byte[] input) {
        Optional<MessageHeader> expected = generated(input);
        Optional<PlainHeader> plain;
        try {
            plain = PlainHeaderCodec.decode(input, 0, input.length);
        } catch (InvalidProtocolBufferException e) {
            assertThat(expected).isEmpty();
            return;
        }
        plain.ifPresent(header -> {
            assertThat(expected.map(PlainHeaderCodec::of)).contains(header);
            byte[] encoded = PlainHeaderCodec.encode(header, 0, 0);
            assertThat(expected.map(MessageHeader::toByteArray)).contains(encoded);
        });
    }

    private static Optional<MessageHeader> generated(byte[] input) {
        try {
            return Optional.of(MessageHeader.parseFrom(input));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }
}
