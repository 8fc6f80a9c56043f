package io.barrel.p2p.membership;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;

class MembershipCodecFuzzTests {

    @FuzzTest
    void whatDecodesEncodesToTheSame(byte[] input) {
        Hostile.survives(input, MembershipCodec::decode, MembershipCodec::encode);
    }
}
