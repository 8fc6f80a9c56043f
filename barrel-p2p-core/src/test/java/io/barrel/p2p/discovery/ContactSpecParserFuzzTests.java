package io.barrel.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.wire.Peer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

class ContactSpecParserFuzzTests {

    @FuzzTest
    void contactThatIsReadIsWrittenTheSame(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        for (int port : new int[] {0, 9_100}) {
            Hostile.decoded(() -> ContactSpec.parse(text, port))
                    .ifPresent(contact -> assertThat(ContactSpec.parse(contact.toString(), port))
                            .isEqualTo(contact));
        }
    }

    @FuzzTest
    void endpointFileOrRecordIsReadOrMalformed(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Hostile.decoded(() -> EndpointFile.parse(text, "x@h" + EndpointFile.EXTENSION))
                .ifPresent(peer -> assertThat(read(peer)).contains(peer));
        Hostile.decoded(() -> SrvRecord.parse(text))
                .ifPresent(record -> assertThat(record.host()).hasSizeLessThanOrEqualTo(text.length()));
    }

    private static Optional<Peer> read(Peer peer) {
        return Hostile.decoded(() -> EndpointFile.parse(EndpointFile.format(peer), EndpointFile.nameOf(peer.node())));
    }
}
