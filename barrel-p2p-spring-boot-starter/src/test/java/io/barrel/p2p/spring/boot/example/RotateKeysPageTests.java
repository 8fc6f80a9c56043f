package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs every command of docs/how-to/rotate-keys.md, in the order of the page, against two nodes. */
class RotateKeysPageTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void commandsDoWhatThePageSays(@TempDir Path directory) throws IOException, InterruptedException {
        Path data = directory.resolve("data");
        List<String> commands = Page.of("how-to/rotate-keys.md").commands();
        Iterator<String> command = commands.iterator();
        String last;
        try (NodeApplication first = start("orders-1", data);
                NodeApplication second =
                        start("orders-2", directory.resolve("other"), "barrel.p2p.contact-nodes=" + first.contact())) {
            await().atMost(PATIENCE).until(() -> first.sees(second) && second.sees(first));
            Shell shell = new Shell(directory).host("orders-1", first).host("orders-2", second);

            JsonNode certificate = json(shell.run(command.next()));
            assertThat(certificate.path("restartRequired").asBoolean(true)).isFalse();
            assertThat(json(shell.run(command.next()))
                            .path("certificate")
                            .path("fingerprint")
                            .asString())
                    .isEqualTo(certificate.path("fingerprint").asString());

            String old = first.info().fingerprint();
            String identity =
                    json(shell.run(command.next())).path("fingerprint").asString();
            assertThat(identity).isEqualTo(first.info().fingerprint()).isNotEqualTo(old);
            shell.run(commands.get(0)); // as the page says, to make them meet at once
            String trust = command.next();
            await().atMost(PATIENCE).untilAsserted(() -> assertPin(shell.run(trust), identity, "succession"));

            String key = json(shell.run(command.next()))
                    .path("identity")
                    .path("publicKey")
                    .asString();
            shell.replace("PUBLIC_KEY", key);
            assertPin(shell.run(command.next()), identity, "operator");

            assertThat(json(shell.run(command.next())).path("fingerprint").asString())
                    .isEqualTo(old);
            assertThat(json(shell.run(command.next())).path("fingerprint").asString())
                    .isEqualTo(first.json("/p2p/auth")
                            .path("certificate")
                            .path("fingerprint")
                            .asString());
            last = first.info().fingerprint();
        }
        byte[] before = Files.readAllBytes(data.resolve("keys/node.pub"));
        new Shell(directory).run(command.next());
        assertThat(Files.readAllBytes(data.resolve("keys/node.pub"))).isNotEqualTo(before);
        assertThat(command).isExhausted();
        try (NodeApplication again = start("orders-1", data)) {
            assertThat(again.info().fingerprint()).isNotEqualTo(last);
        }
    }

    private static void assertPin(String answer, String fingerprint, String source) {
        assertThat(json(answer).path("fingerprint").asString()).isEqualTo(fingerprint);
        assertThat(json(answer).path("source").asString()).isEqualTo(source);
    }

    private static JsonNode json(String answer) {
        return new JsonMapper().readTree(answer);
    }

    private static NodeApplication start(String host, Path data, String... more) {
        String[] properties = new String[more.length + 2];
        properties[0] = "barrel.p2p.node-name=orders@" + host;
        properties[1] = "management.endpoint.p2p.access=unrestricted";
        System.arraycopy(more, 0, properties, 2, more.length);
        return NodeApplication.start(data, properties);
    }
}
