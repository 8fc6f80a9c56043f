package io.barrel.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

class NamesFuzzTests {

    @FuzzTest
    void nameOrAddressThatIsReadIsWrittenTheSame(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Hostile.decoded(() -> NodeId.of(text)).ifPresent(node -> {
            assertThat(NodeId.of(node.name() + "@" + node.host())).isEqualTo(node);
            assertThat(node.fileName()).hasSizeLessThanOrEqualTo(200).doesNotContain("/", "\\");
        });
        Hostile.decoded(() -> PeerAddress.parse(text))
                .ifPresent(address ->
                        assertThat(PeerAddress.parse(address.toString())).isEqualTo(address));
    }

    @FuzzTest
    void headerAndPayloadAreTheWholeFrame(byte[] input) {
        ByteBuffer frame = ByteBuffer.wrap(input);
        Optional<ByteBuffer> header = Hostile.decoded(() -> Headers.take(frame, "a header", 100));
        header.ifPresent(bytes -> {
            assertThat(bytes.remaining()).isLessThanOrEqualTo(100);
            assertThat(2 + bytes.remaining() + frame.remaining()).isEqualTo(input.length);
        });
    }
}
