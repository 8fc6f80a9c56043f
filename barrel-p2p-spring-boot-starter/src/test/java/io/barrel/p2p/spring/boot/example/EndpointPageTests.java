package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs every command of docs/reference/endpoint.md, in the order of the page, and compares the answer that the README shows. */
class EndpointPageTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void commandsDoWhatThePageSays(@TempDir Path directory) throws IOException, InterruptedException {
        Iterator<String> command = Page.of("reference/endpoint.md").commands().iterator();
        try (NodeApplication contact = start(directory, "orders@10.0.0.7", "read-only");
                NodeApplication node = start(directory, "orders@10.0.0.8", "unrestricted")) {
            Shell shell = new Shell(directory)
                    .host("localhost", node)
                    .replace("10.0.0.7:9100", contact.contact())
                    .replace("orders@" + contact.contact(), contact.contact())
                    .replace("curl ", "curl -sSf ");
            String old = node.info().fingerprint();

            shell.run(command.next());
            assertThat(node.info().fingerprint()).isNotEqualTo(old);

            shell.run(command.next());
            await().atMost(PATIENCE).until(() -> node.sees(contact) && contact.sees(node));

            assertThat(keys(node.json("/p2p"))).isEqualTo(keys(new JsonMapper().readTree(readme())));

            shell.run(command.next());
            assertThat(node.send("GET", "/p2p/trust/" + contact.name(), null).statusCode())
                    .isEqualTo(404);
            assertThat(command).isExhausted();
        }
    }

    private static String readme() throws IOException {
        return new Page(Files.readString(Page.PROJECT.resolve("README.md")))
                .blocks("json")
                .get(0);
    }

    /** The paths of an object's keys. */
    private static Set<String> keys(JsonNode json) {
        Set<String> keys = new TreeSet<>();
        json.forEachEntry((name, value) -> {
            keys.add(name);
            keys(value).forEach(key -> keys.add(name + "." + key));
        });
        return keys;
    }

    private static NodeApplication start(Path directory, String name, String access) {
        return NodeApplication.start(
                directory.resolve(name), "barrel.p2p.node-name=" + name, "management.endpoint.p2p.access=" + access);
    }
}
