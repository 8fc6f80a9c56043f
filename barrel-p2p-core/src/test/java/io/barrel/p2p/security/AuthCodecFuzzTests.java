package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;

class AuthCodecFuzzTests {

    @FuzzTest
    void whatDecodesEncodesToTheSame(byte[] input) {
        Hostile.decoded(() -> AuthCodec.decode(input)).ifPresent(message -> {
            byte[] body = AuthCodec.body(message);
            assertThat(AuthCodec.decode(body)).hasSameClassAs(message);
            assertThat(AuthCodec.body(AuthCodec.decode(body))).isEqualTo(body);
            // Those that are not Protocol Buffers can be said in one way only; of another version only the number is
            // kept.
            if (!(message instanceof AuthMessage.SessionOffer) && !(message instanceof AuthMessage.ForeignHello)) {
                assertThat(body).isEqualTo(input);
            }
        });
    }
}
