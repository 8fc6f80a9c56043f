package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.event.KeyRotated;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.security.NodeCertificate;
import io.barrel.p2p.spring.boot.NodeApplication;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The certificate of a node from an SSL bundle, and from its updates. */
@ExtendWith(OutputCaptureExtension.class)
class SslBundleTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path secrets = Path.of("");

    @BeforeEach
    void secrets() throws IOException {
        secrets = Files.createDirectory(directory.resolve("secrets"));
    }

    private static NodeCertificate lasting(Duration validity) {
        return NodeCertificate.generate(NodeId.of("bundle@test"), Instant.now(), validity, new SecureRandom());
    }

    /** Puts both files there, each in one step. */
    private NodeCertificate write(NodeCertificate certificate) throws IOException {
        return write(certificate, certificate.privateKey().getEncoded());
    }

    private NodeCertificate write(NodeCertificate certificate, byte[] key) throws IOException {
        try {
            replace("node.key", "PRIVATE KEY", key);
            replace("node.crt", "CERTIFICATE", certificate.x509().getEncoded());
            return certificate;
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void replace(String name, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Path next = Files.writeString(
                directory.resolve(name + ".next"),
                "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
        Files.move(next, secrets.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private NodeApplication start(String name, String... more) {
        String pem = "spring.ssl.bundle.pem.node.";
        String[] properties = {
            "barrel.p2p.node-name=" + name,
            "barrel.p2p.tls.ssl-bundle=node",
            pem + "keystore.private-key=file:" + secrets.resolve("node.key"),
            pem + "keystore.certificate=file:" + secrets.resolve("node.crt"),
            pem + "reload-on-update=true",
            "spring.ssl.bundle.watch.file.quiet-period=200ms",
            "management.endpoint.p2p.access=unrestricted",
        };
        String[] all =
                Stream.concat(Arrays.stream(properties), Arrays.stream(more)).toArray(String[]::new);
        return NodeApplication.start(directory.resolve(name), all);
    }

    private static String fingerprint(NodeApplication application) {
        return application.node().authentication().orElseThrow().certificate().fingerprint();
    }

    private static double secondsToExpiry(NodeApplication application) {
        return application
                .context
                .getBean(MeterRegistry.class)
                .get("barrel.p2p.tls.certificate.expiry")
                .gauge()
                .value();
    }

    @Test
    void replacedFilesAreTakenOverWithoutARestartAndWithoutLosingAPeer() throws IOException {
        NodeCertificate first = write(lasting(Duration.ofDays(90)));
        try (NodeApplication node = start("orders@host");
                NodeApplication peer = NodeApplication.start(
                        directory.resolve("peer"),
                        "barrel.p2p.node-name=peer@host",
                        "barrel.p2p.contact-nodes=" + node.contact())) {
            await().atMost(PATIENCE)
                    .until(() -> !peer.node().membership().views().active().isEmpty());
            assertThat(fingerprint(node)).isEqualTo(first.fingerprint());
            assertThat(directory.resolve("orders@host/quic")).doesNotExist();

            Instant before = Instant.now();
            NodeCertificate second = write(lasting(Duration.ofDays(120)));

            KeyRotated told = new KeyRotated(KeyRotated.Kind.CERTIFICATE, second.fingerprint());
            await().atMost(PATIENCE).until(() -> node.events().contains(told));
            assertThat(fingerprint(node)).isEqualTo(second.fingerprint());
            assertThat(secondsToExpiry(node)).isBetween(119.0 * 86_400, 120.0 * 86_400);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(peer.node().connections())
                            .singleElement()
                            .satisfies(connection ->
                                    assertThat(connection.statistics().since()).isAfter(before)));
            assertThat(node.events()).noneMatch(PeerDown.class::isInstance);
            assertThat(peer.events()).noneMatch(PeerDown.class::isInstance);
        }
    }

    @Test
    void updateThatCannotBeUsedIsToldAndTheCertificateBeforeStays(CapturedOutput output) throws Exception {
        NodeCertificate first = write(lasting(Duration.ofDays(90)));
        try (NodeApplication node = start("orders@host")) {
            NodeCertificate other = lasting(Duration.ofDays(90));
            write(
                    other,
                    KeyPairGenerator.getInstance("RSA")
                            .generateKeyPair()
                            .getPrivate()
                            .getEncoded());

            await().atMost(PATIENCE)
                    .until(() -> output.getOut()
                            .contains("The SSL bundle 'node' was updated, but has no certificate this node could use"));
            assertThat(fingerprint(node)).isEqualTo(first.fingerprint());
            NodeCertificate third = write(lasting(Duration.ofDays(90)));
            await().atMost(PATIENCE).until(() -> fingerprint(node).equals(third.fingerprint()));
        }
    }

    @Test
    void certificateOfABundleIsNotRotatedHere() throws Exception {
        NodeCertificate first = write(lasting(Duration.ofDays(90)));
        try (NodeApplication node = start("orders@host")) {
            HttpResponse<String> answer = node.send("POST", "/p2p/rotate/certificate", null);

            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body())
                    .contains("wrong_state")
                    .contains("The certificate comes from the SSL bundle 'node': renew it there");
            assertThat(fingerprint(node)).isEqualTo(first.fingerprint());
        }
    }

    private ApplicationContextRunner runner() {
        String pem = "spring.ssl.bundle.pem.node.keystore.";
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withPropertyValues(
                        pem + "private-key=file:" + secrets.resolve("node.key"),
                        pem + "certificate=file:" + secrets.resolve("node.crt"));
    }

    private static InvalidConfigurationException refusal(AssertableApplicationContext context, String... properties) {
        Map<String, String> values = new HashMap<>();
        for (String property : properties) {
            values.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
        }
        SslBundles bundles = context.getBean(SslBundles.class);
        return catchThrowableOfType(
                InvalidConfigurationException.class,
                () -> NodeConfiguration.of(P2pPropertiesTests.bind(values), bundles));
    }

    @Test
    void bundleThatIsNotThereIsRefused() throws IOException {
        write(lasting(Duration.ofDays(90)));
        runner().run(context -> assertThat(refusal(context, "tls.ssl-bundle=other"))
                .hasMessage("tls.ssl-bundle=other must be the name of a bundle of spring.ssl.bundle"));
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> SslBundleSource.of("node", null))
                .withMessage("tls.ssl-bundle=node must be the name of a bundle of spring.ssl.bundle");
    }

    @Test
    void keyThatQuicCannotUseIsRefused() throws Exception {
        NodeCertificate certificate = lasting(Duration.ofDays(90));
        write(
                certificate,
                KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPrivate()
                        .getEncoded());
        runner().run(context -> assertThat(refusal(context, "tls.ssl-bundle=node"))
                .hasMessageStartingWith("tls.ssl-bundle=node has no certificate this node could use: "));
    }

    @Test
    void bundleAndAutomaticRotationExcludeEachOther() throws IOException {
        write(lasting(Duration.ofDays(90)));
        runner().run(context -> assertThat(refusal(context, "tls.ssl-bundle=node", "tls.auto-rotate-before=7d"))
                .hasMessageStartingWith("tls.auto-rotate-before=7d is for certificates the node makes itself,"
                        + " but this one comes from the SSL bundle 'node'"));
    }
}
