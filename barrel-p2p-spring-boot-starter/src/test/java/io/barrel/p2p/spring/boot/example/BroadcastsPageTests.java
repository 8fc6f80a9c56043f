package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.gossip.Lagged;
import io.barrel.p2p.spring.boot.NodeApplication;
import io.barrel.p2p.spring.boot.example.PriceBoard.Price;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Does what docs/how-to/broadcasts.md says, with the text of the page itself. */
@ExtendWith(OutputCaptureExtension.class)
class BroadcastsPageTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void beansAreThoseThatAreCompiledHere() throws IOException {
        assertThat(Page.of("how-to/broadcasts.md").blocks("java"))
                .containsExactly(Page.source("PriceBoard"), Page.source("Attendance"));
    }

    @Test
    void priceSetOnOneNodeIsOnAllAndWhoLeavesIsSeenToLeave(@TempDir Path directory, CapturedOutput output) {
        try (NodeApplication one = run(directory.resolve("one"))) {
            PriceBoard board = one.context.getBean(PriceBoard.class);
            String leaver;
            try (NodeApplication other = run(directory.resolve("other"), "barrel.p2p.contact-nodes=" + one.contact())) {
                leaver = other.name().value();
                await().atMost(PATIENCE).until(() -> one.sees(other) && other.sees(one));
                Price price = new Price("tea", 250);

                assertThat(other.context.getBean(PriceBoard.class).change(price))
                        .succeedsWithin(PATIENCE);

                for (NodeApplication node : List.of(one, other)) {
                    await().atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(node.context
                                            .getBean(PriceBoard.class)
                                            .prices())
                                    .isEqualTo(Map.of("tea", price)));
                }
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(output).contains(leaver + " is here"));
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(output).contains(leaver + " left"));

            board.on(new Lagged("prices", 1));
            assertThat(board.prices()).isEmpty();
        }
    }

    private static NodeApplication run(Path data, String... properties) {
        return NodeApplication.start(
                WebApplicationType.SERVLET, List.of(PriceBoard.class, Attendance.class), data, properties);
    }
}
