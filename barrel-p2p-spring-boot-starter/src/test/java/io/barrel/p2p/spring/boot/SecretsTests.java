package io.barrel.p2p.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.spring.boot.autoconfigure.P2pProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Whatever a node does, and however much it tells of it, its secrets stay its own. */
@ExtendWith(OutputCaptureExtension.class)
class SecretsTests {

    private static final String COOKIE = "a-cookie-that-nobody-may-see";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The level outlives the applications that asked for it. */
    @AfterEach
    void whisper() {
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.barrel.p2p", null);
    }

    @Test
    void secretsAreNeitherLoggedNorShown(@TempDir Path directory, CapturedOutput output) throws IOException {
        List<String> shown = new ArrayList<>();
        try (NodeApplication one = start(directory.resolve("one"), COOKIE);
                NodeApplication other = start(directory.resolve("other"), COOKIE, to(one));
                NodeApplication stranger =
                        start(directory.resolve("stranger"), "another-cookie-of-a-stranger", to(one))) {
            await().atMost(PATIENCE).until(() -> one.sees(other) && other.sees(one));
            await().atMost(PATIENCE)
                    .until(() -> stranger.events().stream().anyMatch(AuthenticationFailed.class::isInstance));
            for (String operation : List.of("identity", "certificate", "rollback-identity", "rollback-certificate")) {
                shown.add(one.send("POST", "/p2p/rotate/" + operation, null).body());
            }
            for (String path : List.of("", "/env", "/configprops", "/beans", "/info", "/health", "/loggers")) {
                shown.add(one.send("GET", path, null).body());
            }
            for (String section : List.of("", "/views", "/auth", "/trust", "/connections", "/members", "/gossip")) {
                shown.add(one.send("GET", "/p2p" + section, null).body());
            }
            BarrelP2p node = one.node();
            shown.add(one.context.getBean(P2pProperties.class).toString());
            shown.add(node.authentication() + " " + node.node()
                    + node.trustStore().pins() + node.connections());
        }
        List<String> secrets = secrets(directory);

        assertThat(output.getAll()).contains("Rotated the identity").contains("DEBUG");
        assertThat(shown).hasSize(20).allMatch(text -> !text.isEmpty());
        for (String secret : secrets) {
            assertThat(output.getAll()).doesNotContainIgnoringCase(secret);
            assertThat(shown).noneMatch(text -> text.contains(secret));
        }
    }

    private static NodeApplication start(Path data, String cookie, String... more) {
        return NodeApplication.start(
                data,
                Stream.concat(
                                Stream.of(
                                        "barrel.p2p.cookie=" + cookie,
                                        "management.endpoint.p2p.access=unrestricted",
                                        "management.endpoint.env.show-values=always",
                                        "management.endpoint.configprops.show-values=always",
                                        "logging.level.io.barrel.p2p=trace"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static String to(NodeApplication contact) {
        return "barrel.p2p.contact-nodes=" + contact.contact();
    }

    /** The cookies, and every private key that any of the nodes ever had, in the forms in which they could be shown. */
    private static List<String> secrets(Path directory) throws IOException {
        List<String> secrets = new ArrayList<>(List.of(COOKIE, "another-cookie-of-a-stranger"));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.endsWith("node.key")).toList()) {
                byte[] content = Files.readAllBytes(file);
                if (content.length == 32) {
                    secrets.add(HexFormat.of().formatHex(content));
                    secrets.add(Base64.getEncoder().encodeToString(content));
                } else {
                    secrets.add(Files.readAllLines(file).get(1));
                }
            }
        }
        assertThat(secrets).hasSizeGreaterThan(10);
        return secrets;
    }
}
