package io.barrel.p2p.transport.quic;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;

class LinkCodecFuzzTests {

    @FuzzTest
    void whatDecodesEncodesToTheSame(byte[] input) {
        Hostile.survives(input, LinkCodec::decode, LinkCodec::encode);
    }
}
