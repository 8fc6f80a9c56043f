package io.barrel.p2p.messaging;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;

class MessageCodecFuzzTests {

    @FuzzTest
    void whatDecodesEncodesToTheSame(byte[] input) {
        Hostile.survives(input, MessageCodec::decode, MessageCodec::encode);
    }
}
