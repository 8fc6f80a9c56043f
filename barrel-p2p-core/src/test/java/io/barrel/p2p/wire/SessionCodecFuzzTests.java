package io.barrel.p2p.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;
import java.nio.ByteBuffer;
import java.util.Optional;

class SessionCodecFuzzTests {

    @FuzzTest
    void whatDecodesEncodesToTheSame(byte[] input) {
        Hostile.survives(
                input,
                bytes -> Optional.of(SessionCodec.decode(array(bytes))),
                session -> ByteBuffer.wrap(SessionCodec.encode(session)));
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return array;
    }
}
