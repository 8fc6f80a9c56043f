package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs every command of docs/how-to/operate.md, in the order of the page, against two nodes. */
class OperatePageTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void commandsDoWhatThePageSays(@TempDir Path directory) throws IOException, InterruptedException {
        Iterator<String> command = Page.of("how-to/operate.md").commands().iterator();
        try (NodeApplication first = start("orders-1", directory);
                NodeApplication second = start("orders-2", directory, "barrel.p2p.contact-nodes=" + first.contact())) {
            await().atMost(PATIENCE).until(() -> first.sees(second) && second.sees(first));
            Shell shell = new Shell(directory)
                    .host("orders-1", first)
                    .host("orders-2", second)
                    .replace("orders-1:9100", first.contact());

            assertThat(json(shell.run(command.next())).path("active")).isEmpty();
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(first.events()).contains(new PeerDown(second.name(), DownReason.GRACEFUL)));
            assertThat(json(shell.run(command.next())).path("active")).hasSize(1);

            String summary = command.next();
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode node = json(shell.run(summary));
                assertThat(node.path("node").path("state").asString()).isEqualTo("joined");
                assertThat(node.path("members").path("alive").asInt()).isEqualTo(2);
            });

            shell.run(command.next());
            assertThat(first.send("GET", "/p2p/trust/" + second.name(), null).statusCode())
                    .isEqualTo(404);
            assertThat(command).isExhausted();
        }
    }

    private static JsonNode json(String answer) {
        return new JsonMapper().readTree(answer);
    }

    private static NodeApplication start(String host, Path directory, String... more) {
        String[] properties = new String[more.length + 2];
        properties[0] = "barrel.p2p.node-name=orders@" + host;
        properties[1] = "management.endpoint.p2p.access=unrestricted";
        System.arraycopy(more, 0, properties, 2, more.length);
        return NodeApplication.start(directory.resolve(host), properties);
    }
}
