package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.spring.boot.NodeApplication;
import io.barrel.p2p.wire.AuthFailure;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Runs every command of docs/how-to/strict-cluster.md, in the order of the page, against two nodes. */
class StrictClusterPageTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Page page;

    StrictClusterPageTests() throws IOException {
        page = Page.of("how-to/strict-cluster.md");
    }

    @Test
    void commandsDoWhatThePageSays(@TempDir Path directory) throws IOException, InterruptedException {
        Iterator<String> command = page.commands().iterator();
        Path one = directory.resolve("orders-1/data");
        Path other = directory.resolve("orders-2/data");
        String key;
        try (NodeApplication first = start("orders-1", one);
                NodeApplication second = start("orders-2", other)) {
            key = json(new Shell(directory).host("orders-1", first).run(command.next()), "identity", "publicKey");
            first.send("POST", "/p2p/trust/" + second.name(), "{\"publicKey\":\"" + publicKey(second) + "\"}");
        }
        String copy = command.next();
        new Shell(directory).run(copy);

        try (NodeApplication second = start("orders-2", other);
                NodeApplication first = start("orders-1", one, "barrel.p2p.contact-nodes=" + second.contact())) {
            await().atMost(PATIENCE).until(() -> first.sees(second) && second.sees(first));
            Shell shell = new Shell(directory).host("orders-2", second).replace("PUBLIC_KEY", key);
            assertThat(json(shell.run(command.next()), "source")).isEqualTo("operator");

            shell.run(command.next());
            assertThat(second.send("GET", "/p2p/trust/" + first.name(), null).statusCode())
                    .isEqualTo(404);
            assertThat(second.sees(first)).as("a link that is up stays up").isTrue();

            assertThat(json(shell.run(command.next()), "effect")).isEqualTo("in_force");
            await().atMost(PATIENCE)
                    .until(() ->
                            !second.sees(first) && second.node().connections().isEmpty());
            assertThat(shell.run(command.next())).contains("laptop stolen").contains("\"total\":1");
            await().atMost(PATIENCE).until(() -> wasRefused(first, AuthFailure.REVOKED));

            shell.run(command.next());
            assertThat(command).isExhausted();
            first.send("POST", "/p2p/membership/join", "{\"contact\":\"" + second.contact() + "\"}");
            await().atMost(PATIENCE).until(() -> first.sees(second) && second.sees(first));
        }
    }

    private static boolean wasRefused(NodeApplication application, AuthFailure reason) {
        return application.events().stream()
                .anyMatch(event -> event instanceof AuthenticationFailed failed && failed.reason() == reason);
    }

    private static String publicKey(NodeApplication application) {
        return application.json("/p2p/auth").path("identity").path("publicKey").asString();
    }

    private static String json(String answer, String... path) {
        var node = new JsonMapper().readTree(answer);
        for (String name : path) {
            node = node.path(name);
        }
        return node.asString();
    }

    /** With the properties of the page. */
    private NodeApplication start(String host, Path data, String... more) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(page.blocks("properties").get(0)));
        return NodeApplication.start(
                data,
                Stream.concat(
                                properties.stringPropertyNames().stream()
                                        .map(name -> name + "=" + properties.getProperty(name)),
                                Stream.concat(
                                        Stream.of(
                                                "barrel.p2p.node-name=orders@" + host,
                                                "barrel.p2p.cookie=secret",
                                                "management.endpoint.p2p.access=unrestricted"),
                                        Stream.of(more)))
                        .toArray(String[]::new));
    }
}
