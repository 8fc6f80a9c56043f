package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;
import java.nio.charset.StandardCharsets;

class NodeStateFileFuzzTests {

    @FuzzTest
    void stateThatIsReadIsWrittenTheSame(byte[] input) {
        Hostile.decoded(() -> NodeStateFile.parse(new String(input, StandardCharsets.UTF_8)))
                .ifPresent(
                        state -> assertThat(NodeStateFile.parse(new String(state.format(), StandardCharsets.US_ASCII)))
                                .isEqualTo(state));
    }
}
