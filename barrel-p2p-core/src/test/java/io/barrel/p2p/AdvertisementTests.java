package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.error.InvalidConfigurationException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node may tell of itself is decided when it is configured, not when the first peer refuses it. */
class AdvertisementTests {

    @ParameterizedTest
    @ValueSource(strings = {"orders.example", "192.0.2.7", "2001:db8::7", "::1"})
    void hostMayBeANameOrAnAddress(String host) {
        BarrelP2pConfig config = BarrelP2pConfig.builder()
                .advertiseHost(host)
                .advertisePort(9100)
                .build();

        assertThat(config.advertiseHost()).isEqualTo(host);
        assertThat(config.advertisePort()).isEqualTo(9100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            or ders | 0     | advertise-address=or ders must be a host name or IP address, with a port if
            ''      | 0     | advertise-address= must be a host name or IP address, with a port if
            [::1]   | 0     | advertise-address=[::1] must be a host name or IP address, with a port if
            fd00:x  | 0     | advertise-address=fd00:x must be an address that peers can dial, such as
            0.0.0.0 | 9100  | advertise-address=0.0.0.0:9100 must be an address that peers can dial, such as
            ::      | 0     | advertise-address=:: must be an address that peers can dial, such as
            orders  | 70000 | advertise-address=orders:70000 must name a UDP port from 1 to 65535, or none
            orders  | -1    | advertise-address=orders:-1 must name a UDP port from 1 to 65535, or none
            """)
    void addressThatNobodyCanDialIsRefused(String host, int port, String message) {
        BarrelP2pConfig.Builder builder =
                BarrelP2pConfig.builder().advertiseHost(host).advertisePort(port);

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(builder::build)
                .withMessageStartingWith(message)
                .satisfies(refusal -> assertThat(refusal.property()).isEqualTo("advertise-address"));
    }

    @Test
    void portMayBeAdvertisedWithoutAHost() {
        assertThat(BarrelP2pConfig.builder().advertisePort(9100).build().advertiseHost())
                .isNull();
    }

    @Test
    void metadataMayFillItsBoundToTheLastByte() {
        assertRefused(Map.of("k", "v".repeat(4_096)), "1 pairs", "4097");

        BarrelP2pConfig config = BarrelP2pConfig.builder()
                .metadata(Map.of("k", "v".repeat(4_095)))
                .build();

        assertThat(config.metadata()).hasSize(1);
    }

    @Test
    void metadataIsCountedInBytesNotCharacters() {
        assertRefused(Map.of("k", "ü".repeat(2_048)), "1 pairs", "4097");
    }

    @Test
    void manyTinyPairsAreRefusedWhenTheyDoNotFitOneMessage() {
        Map<String, String> tiny = new HashMap<>();
        for (int i = 0; i < 1_300; i++) {
            tiny.put(Integer.toString(i, 36), "");
        }

        assertRefused(tiny, "1300 pairs", "at most 8192 bytes");
    }

    private static void assertRefused(Map<String, String> metadata, String value, String detail) {
        BarrelP2pConfig.Builder builder = BarrelP2pConfig.builder().metadata(metadata);

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(builder::build)
                .withMessageStartingWith("metadata=" + value + " must be shorter or fewer, at most 4096 bytes")
                .withMessageContaining(detail)
                .satisfies(refusal -> assertThat(refusal.property()).isEqualTo("metadata"));
    }
}
