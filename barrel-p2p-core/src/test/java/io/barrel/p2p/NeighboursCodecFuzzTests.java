package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;
import java.nio.ByteBuffer;

class NeighboursCodecFuzzTests {

    @FuzzTest
    void whatDecodesEncodesToTheSame(byte[] input) {
        Hostile.decoded(() -> NeighboursCodec.decode(ByteBuffer.wrap(input))).ifPresent(neighbours -> {
            assertThat(neighbours).hasSizeLessThanOrEqualTo(NeighboursCodec.MAX_NEIGHBOURS);
            assertThat(NeighboursCodec.decode(NeighboursCodec.encode(neighbours)))
                    .isEqualTo(neighbours);
        });
    }
}
