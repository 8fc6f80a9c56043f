package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

class KeyFilesFuzzTests {

    /** As a file, and as what a well-formed file holds. */
    @FuzzTest
    void successionIsReadAndWrittenTheSame(byte[] input) {
        Hostile.decoded(() -> SuccessionFile.parse(input)).ifPresent(chain -> {
            byte[] written = SuccessionFile.encode(chain);
            assertThat(SuccessionFile.encode(SuccessionFile.parse(written))).isEqualTo(written);
        });
    }

    @FuzzTest
    void certificateOrKeyIsReadOrMalformed(byte[] input) {
        for (byte[] file : new byte[][] {input, Pem.encode("CERTIFICATE", input)}) {
            Hostile.decoded(() -> NodeCertificate.parseCertificate(file));
        }
        for (byte[] file : new byte[][] {input, Pem.encode("PRIVATE KEY", input)}) {
            Hostile.decoded(() -> NodeCertificate.parsePrivateKey(file));
        }
        Optional<X509Certificate> certificate =
                Hostile.decoded(() -> NodeCertificate.parseCertificate(Pem.encode("CERTIFICATE", input)));
        Optional<PrivateKey> key =
                Hostile.decoded(() -> NodeCertificate.parsePrivateKey(Pem.encode("PRIVATE KEY", input)));
        certificate.ifPresent(x509 -> key.ifPresent(secret -> NodeCertificate.join(secret, x509)));
        assertThat(Pem.decode("X", Pem.encode("X", input))).isEqualTo(input);
    }

    @FuzzTest
    void journalOrKeyIsReadAndWrittenTheSame(byte[] input) {
        Hostile.decoded(() -> RotationJournal.parse(input))
                .ifPresent(journal ->
                        assertThat(RotationJournal.parse(journal.encode())).isEqualTo(journal));
        Hostile.decoded(() -> PublicKey.ofBase64(new String(input, StandardCharsets.ISO_8859_1)))
                .ifPresent(key -> assertThat(PublicKey.of(key.bytes())).isEqualTo(key));
    }
}
