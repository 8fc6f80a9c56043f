package io.barrel.p2p.relay;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;

class RelayCodecFuzzTests {

    @FuzzTest
    void whatDecodesEncodesToTheSame(byte[] input) {
        Hostile.survives(input, RelayCodec::decode, RelayCodec::encode);
    }
}
