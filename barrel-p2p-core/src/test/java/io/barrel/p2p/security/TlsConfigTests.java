package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.wire.NodeId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsConfigTests {

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P30D", "P3649D"})
    void rotationMayBeSoLongBeforeTheEnd(Duration before) {
        assertThat(new TlsConfig(before, null).autoRotateBefore()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59M", "PT0S", "P3650D"})
    void rotationMayNotBeSoLongBeforeTheEnd(Duration before) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> new TlsConfig(before, null))
                .withMessageStartingWith("tls.auto-rotate-before=")
                .withMessageContaining("must be between 1h and");
    }

    @Test
    void certificateFromElsewhereIsNotRotatedHere() {
        NodeCertificate certificate =
                NodeCertificate.generate(NodeId.of("a@b"), Instant.now(), Duration.ofDays(1), new SecureRandom());
        CertificateSource source = new CertificateSource() {
            @Override
            public NodeCertificate current() {
                return certificate;
            }

            @Override
            public Registration onChange(Consumer<NodeCertificate> listener) {
                return () -> {};
            }

            @Override
            public String origin() {
                return "the vault";
            }
        };
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> new TlsConfig(Duration.ofDays(7), source))
                .withMessageContaining("this one comes from the vault");
    }
}
