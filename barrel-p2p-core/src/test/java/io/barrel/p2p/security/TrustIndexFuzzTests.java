package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;

class TrustIndexFuzzTests {

    @FuzzTest
    void indexIsReadOrMalformed(byte[] input) {
        Hostile.decoded(() -> TrustIndex.parse(input)).ifPresent(entries -> {
            assertThat(entries).extracting(TrustIndex.Entry::node).doesNotHaveDuplicates();
            assertThat(entries)
                    .allSatisfy(entry -> assertThat(entry.fingerprint()).matches("[0-9a-f]{64}"));
        });
    }
}
