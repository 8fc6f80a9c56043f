package io.barrel.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTests {

    @ParameterizedTest
    @CsvSource({
        "localhost:9100, localhost, 9100",
        "10.0.0.5:1, 10.0.0.5, 1",
        "[::1]:65535, ::1, 65535",
        "[fe80::1%eth0]:9100, fe80::1%eth0, 9100"
    })
    void readsWhatItWrites(String text, String host, int port) {
        PeerAddress address = PeerAddress.parse(text);

        assertThat(address).isEqualTo(new PeerAddress(host, port));
        assertThat(address).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", "host", "host:", ":9100", "host:0", "host:65536", "host:x", "::1:9100", "a b:1", "a\n:1"
            })
    void refusesEverythingElse(String text) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> PeerAddress.parse(text));
    }

    @Property
    void anyTextIsAnAddressOrRefused(@ForAll String text) {
        try {
            assertThat(PeerAddress.parse(text).port()).isBetween(1, 65_535);
        } catch (MalformedInputException e) {
            assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}");
        }
    }
}
