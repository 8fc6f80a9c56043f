package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NodeCertificateTests {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();

    private static NodeCertificate generate(String name) {
        return NodeCertificate.generate(NodeId.of(name), NOW, Duration.ofDays(10), RANDOM);
    }

    @Test
    void aNewCertificateIsSelfSignedEcdsaOnP256() throws GeneralSecurityException {
        NodeCertificate certificate = generate("orders@host-1");
        certificate.x509().verify(certificate.x509().getPublicKey());
        assertThat(certificate.x509().getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(certificate.x509().getSubjectX500Principal().getName()).isEqualTo("CN=orders@host-1");
        assertThat(((ECPublicKey) certificate.x509().getPublicKey())
                        .getParams()
                        .getCurve()
                        .getField()
                        .getFieldSize())
                .isEqualTo(256);
        assertThat(certificate.x509().getNotBefore()).isEqualTo(NOW.minus(Duration.ofDays(1)));
        assertThat(certificate.x509().getNotAfter()).isEqualTo(NOW.plus(Duration.ofDays(10)));
        assertThat(certificate.fingerprint())
                .isEqualTo(Fingerprint.of(certificate.x509().getEncoded()));
    }

    @Test
    void serialNumbersArePositiveAndRandom() {
        NodeCertificate first = generate("a@h");
        assertThat(first.x509().getSerialNumber().bitLength()).isEqualTo(127);
        assertThat(first.x509().getSerialNumber())
                .isNotEqualTo(generate("a@h").x509().getSerialNumber());
    }

    @Test
    void aLongNameIsCutToWhatACommonNameMayHave() {
        String name = "n".repeat(200) + "@host";
        assertThat(generate(name).x509().getSubjectX500Principal().getName()).isEqualTo("CN=" + "n".repeat(64));
    }

    @Test
    void certificateMadeElsewhereIsTaken() {
        for (SelfSigned made : List.of(SelfSigned.ec("secp256r1"), SelfSigned.rsa(2_048))) {
            NodeCertificate taken = NodeCertificate.of(made.key(), made.x509());
            assertThat(taken.x509()).isEqualTo(made.x509());
            assertThat(taken.privateKey()).isEqualTo(made.key());
            assertThat(taken.toString()).isEqualTo("NodeCertificate[" + taken.fingerprint() + "]");
        }
    }

    @Test
    void certificateThatTlsCannotUseIsRefused() {
        String kinds = "must be an EC key on P-256 or an RSA key of at least 2048 bits, found ";
        refuses(SelfSigned.ec("secp384r1"), kinds + "EC");
        refuses(SelfSigned.rsa(1_024), kinds + "RSA");
        refuses(SelfSigned.ed25519(), kinds + "EdDSA");
        refuses(SelfSigned.encryptingOnly(), "its key usage does not allow digital signatures");
    }

    @Test
    void keyOfAnotherCertificateIsRefused() {
        SelfSigned ec = SelfSigned.ec("secp256r1");
        SelfSigned rsa = SelfSigned.rsa(2_048);
        String problem = "the private key does not belong to the certificate";
        refuses(new SelfSigned(SelfSigned.ec("secp256r1").key(), ec.x509()), problem);
        refuses(new SelfSigned(SelfSigned.rsa(2_048).key(), rsa.x509()), problem);
        refuses(new SelfSigned(ec.key(), rsa.x509()), problem);
    }

    private static void refuses(SelfSigned made, String problem) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> NodeCertificate.of(made.key(), made.x509()))
                .withMessageContaining(problem);
    }

    @Test
    void pemIsReadBack() {
        NodeCertificate certificate = generate("orders@host-1");
        NodeCertificate read = Objects.requireNonNull(NodeCertificate.join(
                NodeCertificate.parsePrivateKey(certificate.privateKeyPem()),
                NodeCertificate.parseCertificate(certificate.certificatePem())));
        assertThat(read.fingerprint()).isEqualTo(certificate.fingerprint());
        assertThat(read.privateKey()).isEqualTo(certificate.privateKey());
    }

    @Test
    void aKeyOfAnotherCertificateIsNotJoined() {
        assertThat(NodeCertificate.join(
                        generate("a@h").privateKey(), generate("a@h").x509()))
                .isNull();
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws GeneralSecurityException {
        byte[] rsa = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> NodeCertificate.parsePrivateKey(Pem.encode("PRIVATE KEY", rsa)))
                .withMessage("the block is not a PKCS#8 EC private key");
    }

    @Test
    void noSecretAppearsInTextOrExceptions() {
        NodeCertificate certificate = generate("a@h");
        assertThat(certificate.toString()).isEqualTo("NodeCertificate[" + certificate.fingerprint() + "]");
        String pem = new String(certificate.privateKeyPem(), StandardCharsets.US_ASCII).replace('A', '*');
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> NodeCertificate.parsePrivateKey(pem.getBytes(StandardCharsets.US_ASCII)))
                .withMessageMatching("no block between .*|the block is not Base64")
                .withNoCause();
    }

    @Property(tries = 300)
    void damagedFilesAreRefusedAsMalformed(@ForAll byte[] noise, @ForAll int position) {
        NodeCertificate certificate = Valid.CERTIFICATE;
        byte[] crt = damaged(certificate.certificatePem(), noise, position);
        byte[] key = damaged(certificate.privateKeyPem(), noise, position);
        parseOrRefuse(() -> NodeCertificate.parseCertificate(crt));
        parseOrRefuse(() -> NodeCertificate.parsePrivateKey(key));
        parseOrRefuse(() -> NodeCertificate.parseCertificate(Pem.encode("CERTIFICATE", noise)));
        parseOrRefuse(() -> NodeCertificate.parsePrivateKey(Pem.encode("PRIVATE KEY", noise)));
        parseOrRefuse(() -> NodeCertificate.parseCertificate(noise));
    }

    private static byte[] damaged(byte[] pem, byte[] noise, int position) {
        byte[] damaged = pem.clone();
        int begin = Math.floorMod(position, damaged.length);
        System.arraycopy(noise, 0, damaged, begin, Math.min(noise.length, damaged.length - begin));
        return damaged;
    }

    private static void parseOrRefuse(Runnable parser) {
        try {
            parser.run();
        } catch (MalformedInputException e) {
            assertThat(e)
                    .hasMessageMatching(
                            "no block between .*|more than one block|the block is not .*|its key must be an EC key, found .*");
        }
    }

    private static final class Valid {
        static final NodeCertificate CERTIFICATE = generate("a@h");
    }
}
