package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.wire.MalformedInputException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A stream says the same however it is cut. */
class AuthDecoderFuzzTests {

    @FuzzTest
    void streamMayBeCutAnywhere(FuzzedDataProvider data) {
        int cuts = data.consumeInt(0, 8);
        int[] lengths = new int[cuts];
        for (int i = 0; i < cuts; i++) {
            lengths[i] = data.consumeInt(0, 40);
        }
        byte[] stream = data.consumeRemainingAsBytes();
        assertThat(read(stream, lengths)).isEqualTo(read(stream, new int[0]));
    }

    private static List<String> read(byte[] stream, int[] lengths) {
        AuthDecoder decoder = new AuthDecoder();
        List<String> said = new ArrayList<>();
        int begin = 0;
        try {
            for (int length : lengths) {
                int end = Math.min(stream.length, begin + length);
                read(decoder, ByteBuffer.wrap(stream, begin, end - begin), said);
                begin = end;
            }
            read(decoder, ByteBuffer.wrap(stream, begin, stream.length - begin), said);
            said.add("inside " + decoder.insideMessage());
        } catch (MalformedInputException e) {
            said.add("malformed " + e.getMessage());
        }
        return said;
    }

    private static void read(AuthDecoder decoder, ByteBuffer bytes, List<String> said) {
        for (AuthMessage message = decoder.next(bytes); message != null; message = decoder.next(bytes)) {
            byte[] body = AuthCodec.body(message);
            assertThat(body.length).isLessThanOrEqualTo(AuthCodec.maxLength(body[0]));
            assertThat(AuthCodec.body(AuthCodec.decode(body))).isEqualTo(body);
            said.add(HexFormat.of().formatHex(body));
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }
}
