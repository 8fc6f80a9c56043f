package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.error.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertisedAddressTests {

    @ParameterizedTest
    @CsvSource(textBlock = """
            orders.example,      orders.example, 0
            orders.example:9100, orders.example, 9100
            192.0.2.7,           192.0.2.7,      0
            192.0.2.7:9100,      192.0.2.7,      9100
            2001:db8::7,         2001:db8::7,    0
            [2001:db8::7],       2001:db8::7,    0
            [2001:db8::7]:9100,  2001:db8::7,    9100
            2001:db8::7:9100,    2001:db8::7:9100, 0
            """)
    void portIsReadWhereOneIsWritten(String text, String host, int port) {
        assertThat(AdvertisedAddress.parse(text)).isEqualTo(new AdvertisedAddress(host, port));
    }

    @Test
    void nothingIsAdvertisedUnlessConfigured() {
        assertThat(AdvertisedAddress.parse(null)).isEqualTo(new AdvertisedAddress(null, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders:", ":9100", "orders:0", "orders:65536", "orders:x", "[::1", "[::1]9100", "[::1]:"})
    void textInAnotherFormIsRefusedWithTheFix(String text) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> AdvertisedAddress.parse(text))
                .withMessageStartingWith("advertise-address=" + text + " must have the form host or host:port")
                .satisfies(refusal -> assertThat(refusal.property()).isEqualTo("advertise-address"));
    }
}
