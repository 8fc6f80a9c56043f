package io.barrel.p2p.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The operations of {@code /actuator/p2p} on a real node, over real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeOperationsTests {

    private @Nullable NodeApplication readOnlyApplication;
    private @Nullable NodeApplication application;
    private @Nullable Path data;

    @BeforeAll
    void start(@TempDir Path directory) {
        data = directory.resolve("unrestricted");
        readOnlyApplication =
                NodeApplication.start(directory.resolve("read-only"), "barrel.p2p.node-name=orders@read-only");
        application = NodeApplication.start(
                data, "barrel.p2p.node-name=orders@host", "management.endpoint.p2p.access=unrestricted");
    }

    @AfterAll
    void stop() {
        node().close();
        readOnly().close();
    }

    @Test
    void rotationNeedsMoreThanTheDefaultAccess() {
        String fingerprint = fingerprint(readOnly());

        assertThat(readOnly().send("POST", "/p2p/rotate/identity", null).statusCode())
                .isEqualTo(405);
        assertThat(fingerprint(readOnly())).isEqualTo(fingerprint);
    }

    @Test
    void rotatedIdentityIsInForceAtOnceAndTheOldOneIsKept() throws IOException {
        byte[] oldKey = Files.readAllBytes(data().resolve("keys/node.key"));
        byte[] oldPublic = Files.readAllBytes(data().resolve("keys/node.pub"));
        String oldFingerprint = fingerprint(node());

        JsonNode rotation = NodeApplication.json(node().send("POST", "/p2p/rotate/identity", null));

        Path backup = Path.of(rotation.path("backupDir").asString());
        assertThat(backup.getParent()).isEqualTo(data().resolve("keys/backups"));
        assertThat(mode(backup)).isEqualTo("rwx------");
        assertThat(mode(backup.resolve("node.key"))).isEqualTo("rw-------");
        assertThat(mode(backup.resolve("node.pub"))).isEqualTo("rw-------");
        assertThat(backup.resolve("node.key")).hasBinaryContent(oldKey);
        assertThat(backup.resolve("node.pub")).hasBinaryContent(oldPublic);
        assertThat(Path.of(rotation.path("keyFile").asString())).isEqualTo(data().resolve("keys/node.key"));
        assertThat(Files.readAllBytes(data().resolve("keys/node.key"))).isNotEqualTo(oldKey);
        assertThat(rotation.path("restartRequired").asBoolean()).isFalse();
        assertThat(fingerprint(node()))
                .isEqualTo(rotation.path("fingerprint").asString())
                .isNotEqualTo(oldFingerprint);
    }

    @Test
    void rotatedCertificateIsInForceAtOnce() {
        String old = certificate();

        JsonNode rotation = NodeApplication.json(node().send("POST", "/p2p/rotate/certificate", null));

        assertThat(rotation.path("restartRequired").asBoolean()).isFalse();
        assertThat(certificate())
                .isEqualTo(rotation.path("fingerprint").asString())
                .isNotEqualTo(old);
        assertThat(Path.of(rotation.path("backupDir").asString()).resolve("node.crt"))
                .exists();
    }

    @Test
    void pinIsMadeAndRemovedOnDiskToo() {
        String key = Base64.getEncoder().encodeToString(new byte[32]);

        JsonNode pin =
                NodeApplication.json(node().send("POST", "/p2p/trust/far@away", "{\"publicKey\": \"" + key + "\"}"));
        assertThat(pin.path("source").asString()).isEqualTo("operator");
        assertThat(data().resolve("keys/trusted/far@away.pub")).exists();

        assertThat(node().send("DELETE", "/p2p/trust/far@away", null).statusCode())
                .isEqualTo(204);
        assertThat(data().resolve("keys/trusted/far@away.pub")).doesNotExist();
        assertThat(node().send("DELETE", "/p2p/trust/far@away", null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void contactThatCannotBeReadIsABadRequest() {
        assertFailure(join("nowhere"), 400, "malformed_input");
    }

    @Test
    void contactThatDoesNotAnswerIsUnavailable() throws IOException {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertFailure(join("127.0.0.1:" + silent.getLocalPort()), 503, "join_failed");
        }
    }

    @Test
    void nodeJoinsAndLeavesOnRequest() {
        JsonNode joined = NodeApplication.json(join(readOnly().contact()));
        assertThat(joined.path("active").path(0).path("node").asString()).isEqualTo("orders@read-only");
        await().atMost(Duration.ofSeconds(15)).until(() -> readOnly().sees(node()));

        JsonNode left = NodeApplication.json(node().send("POST", "/p2p/membership/leave", null));

        assertThat(left.path("active").isEmpty()).isTrue();
        assertThat(node().json("/p2p").path("node").path("state").asString()).isEqualTo("left");
        assertThat(node().json("/p2p").path("views").path("active").isEmpty()).isTrue();
        assertThat(readOnly().sees(node())).isFalse();
    }

    private HttpResponse<String> join(String contact) {
        return node().send("POST", "/p2p/membership/join", "{\"contact\": \"" + contact + "\"}");
    }

    private static void assertFailure(HttpResponse<String> response, int status, String error) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"error\":\"" + error + "\",\"reason\":\"");
    }

    private static String fingerprint(NodeApplication application) {
        return application.json("/p2p").path("node").path("fingerprint").asString();
    }

    private String certificate() {
        return node().json("/p2p/auth").path("certificate").path("fingerprint").asString();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private NodeApplication node() {
        return Objects.requireNonNull(application);
    }

    private NodeApplication readOnly() {
        return Objects.requireNonNull(readOnlyApplication);
    }

    private Path data() {
        return Objects.requireNonNull(data);
    }
}
