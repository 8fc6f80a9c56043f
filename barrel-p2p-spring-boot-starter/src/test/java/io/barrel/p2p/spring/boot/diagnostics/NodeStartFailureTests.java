package io.barrel.p2p.spring.boot.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an operator reads when a real node does not start, and that the mended application starts right after. */
@ExtendWith(OutputCaptureExtension.class)
class NodeStartFailureTests {

    @TempDir
    private Path directory;

    @Test
    void busyPort(CapturedOutput output) throws IOException {
        int port;
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
            assertFails("barrel.p2p.listen-port=" + port);
        }

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The P2P node could not start: Cannot bind UDP 127.0.0.1:" + port + ": ")
                .contains("Stop what uses the port, or set barrel.p2p.listen-port to a free one (0 for any)");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("barrel-p2p-" + port)));
        assertThat(start("barrel.p2p.listen-port=" + port).self().address().port())
                .isEqualTo(port);
    }

    @Test
    void dataDirectoryInUse(CapturedOutput output) {
        try (NodeApplication holder = application()) {
            assertFails();
            assertThat(holder.node().node())
                    .as("the node that holds the directory")
                    .isPresent();
        }

        assertThat(output)
                .contains(
                        "The P2P node could not start: The data directory " + directory + " is in use by another node")
                .contains(
                        "Stop the node that uses it, or give this one a directory of its own with barrel.p2p.data-dir.");
        start();
    }

    @Test
    void keyThatOthersMayRead(CapturedOutput output) throws IOException {
        String fingerprint = start().fingerprint();
        Path key = directory.resolve("keys/node.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertFails();

        assertThat(output)
                .contains("The P2P node could not start: The secret file " + key
                        + " is open to others: its mode is 0644.")
                .contains("Run: chmod 600 ")
                .contains(key.toString());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(start().fingerprint()).isEqualTo(fingerprint);
    }

    @Test
    void publicKeyOfAnotherPair(CapturedOutput output) throws IOException {
        String fingerprint = start().fingerprint();
        Path publicKey = directory.resolve("keys/node.pub");
        byte[] right = Files.readAllBytes(publicKey);
        byte[] wrong = right.clone();
        wrong[0] ^= 1;
        Files.write(publicKey, wrong);

        assertFails();

        assertThat(output)
                .contains("The P2P node could not start: The public key " + publicKey
                        + " does not belong to the private key " + directory.resolve("keys/node.key") + ".")
                .contains("Restore both files of the pair from one directory in " + directory.resolve("keys/backups"));
        Files.write(publicKey, right);
        assertThat(start().fingerprint()).isEqualTo(fingerprint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            discovery.backends | zookeeper | barrel.p2p.discovery.backends[0]=zookeeper | must be one of static, file, dns
            contact-nodes      | nowhere   | barrel.p2p.contact-nodes[0]=nowhere        | cannot be read as a contact
            auth.enabled       | false     | barrel.p2p.auth.enabled=false              | set a secret cookie or leave
            """)
    void propertyThatIsRefused(String property, String value, String named, String fix, CapturedOutput output) {
        assertFails("barrel.p2p." + property + "=" + value);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(named + " ")
                .contains("Change barrel.p2p." + property)
                .contains(fix);
        assertThat(directory).isEmptyDirectory();
        start();
    }

    @Test
    void nodeIsClosedWhenSomethingAfterItFailsToStart(CapturedOutput output) throws IOException {
        try (ServerSocket other = new ServerSocket(0)) {
            Throwable failure = catchThrowable(() -> NodeApplication.start(
                            WebApplicationType.SERVLET, List.of(), directory, "server.port=" + other.getLocalPort())
                    .close());
            assertThat(failure).isNotNull();
        }

        assertThat(output).contains("APPLICATION FAILED TO START").contains("Web server failed to start");
        start();
    }

    private void assertFails(String... properties) {
        Throwable failure = catchThrowable(() -> application(properties).close());
        assertThat(failure).as("failure of the start").isNotNull();
    }

    /** Starts and stops a node and tells what it was. */
    private NodeInfo start(String... properties) {
        try (NodeApplication application = application(properties)) {
            return application.info();
        }
    }

    private NodeApplication application(String... properties) {
        return NodeApplication.start(WebApplicationType.NONE, List.of(), directory, properties);
    }
}
