package io.barrel.p2p.replica;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;
import java.util.Optional;

class ReplicaCodecFuzzTests {

    @FuzzTest
    void whatDecodesEncodesToTheSame(byte[] input) {
        Hostile.survives(input, ReplicaCodec::decode, ReplicaCodec::encode);
        Hostile.survives(input, bytes -> Optional.of(ReplicaCodec.decodeEntries(bytes)), ReplicaCodec::encodeEntries);
    }
}
