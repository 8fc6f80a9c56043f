package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerivedNameTests {

    private static final String FINGERPRINT = "89ABCDEF0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "orders, host-1.example, orders-89abcdef@host-1.example",
        "my orders!, host 1, my-orders--89abcdef@host-1",
        ".-orders, -host, orders-89abcdef@host",
        "'', '', node-89abcdef@localhost",
        "..., ---, node-89abcdef@localhost",
        "a@b, fe80::1%eth0, a-b-89abcdef@fe80--1-eth0"
    })
    void nameIsMadeOfPrefixFingerprintAndHost(String prefix, String hostname, String expected) {
        assertThat(DerivedName.of(prefix, FINGERPRINT, hostname)).hasToString(expected);
    }

    @Test
    void longPartsAreCut() {
        String name =
                DerivedName.of("p".repeat(300), FINGERPRINT, "h".repeat(300)).value();

        assertThat(name).hasSize(255).startsWith("p".repeat(100) + "-89abcdef@h");
    }

    @Property
    void anyPrefixAndHostGiveAName(@ForAll String prefix, @ForAll String hostname) {
        assertThat(DerivedName.of(prefix, FINGERPRINT, hostname).name()).endsWith("-89abcdef");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "89abcde", "89abcdeg"})
    void fingerprintThatIsNoneIsRefused(String fingerprint) {
        assertThatIllegalArgumentException().isThrownBy(() -> DerivedName.of("p", fingerprint, "h"));
    }
}
