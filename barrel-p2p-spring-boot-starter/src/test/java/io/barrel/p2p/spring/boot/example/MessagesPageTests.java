package io.barrel.p2p.spring.boot.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.spring.boot.NodeApplication;
import io.barrel.p2p.spring.boot.example.Warehouse.Goods;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;

/** Does what docs/how-to/messages.md says, with the text of the page itself. */
class MessagesPageTests {

    private static final String PAGE = "how-to/messages.md";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void beanIsTheOneThatIsCompiledHere() throws IOException {
        assertThat(Page.of(PAGE).blocks("java")).containsExactly(Page.source("Warehouse"));
    }

    @Test
    void pageNamesEveryFailure() throws IOException {
        List<String> named = Pattern.compile("^\\| `([A-Z_]+)` \\|", Pattern.MULTILINE)
                .matcher(Page.of(PAGE).text())
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(named)
                .containsExactlyElementsOf(
                        Arrays.stream(MessagingFailure.values()).map(Enum::name).toList());
    }

    @Test
    void messagesAndRequestsReachTheOtherNodeInTheirOrder(@TempDir Path directory) {
        try (NodeApplication one = run(directory.resolve("one"));
                NodeApplication other = run(directory.resolve("other"), "barrel.p2p.contact-nodes=" + one.contact())) {
            await().atMost(PATIENCE).until(() -> one.sees(other) && other.sees(one));
            Warehouse warehouse = one.context.getBean(Warehouse.class);

            assertThat(warehouse.deliver(other.name(), new Goods("tea", 40))).succeedsWithin(PATIENCE);
            assertThat(warehouse.deliver(other.name(), new Goods("tea", 2))).succeedsWithin(PATIENCE);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(warehouse.ask(other.name(), "tea"))
                            .succeedsWithin(PATIENCE)
                            .isEqualTo(new Goods("tea", 42)));
            assertThat(warehouse.ask(one.name(), "tea"))
                    .succeedsWithin(PATIENCE)
                    .isEqualTo(new Goods("tea", 0));
        }
    }

    @Test
    void senderOfWhatCannotBeReadIsToldSo(@TempDir Path directory) {
        try (NodeApplication one = run(directory.resolve("one"))) {
            Messaging messaging = one.context.getBean(Messaging.class);

            assertThat(messaging.request(one.name(), "delivery", UTF_8.encode("{not json"), PATIENCE))
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            MessagingException.class,
                            failure -> assertThat(failure.failure()).isEqualTo(MessagingFailure.REMOTE_ERROR))
                    .withMessageContaining("not a " + Goods.class.getTypeName());
        }
    }

    private static NodeApplication run(Path data, String... properties) {
        return NodeApplication.start(WebApplicationType.SERVLET, List.of(Warehouse.class), data, properties);
    }
}
