package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.wire.AuthFailure;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the node calls a trouble has a row in docs/troubleshooting.md. */
class TroubleshootingPageTests {

    private static final List<String> EXCEPTIONS = List.of("InvalidConfigurationException", "InvalidMethodException");

    private final Page page;

    TroubleshootingPageTests() throws IOException {
        page = Page.of("troubleshooting.md");
    }

    @Test
    void everyKindOfFailedStartHasARow() {
        assertThat(page.column("The application does not start", 0))
                .containsAll(EXCEPTIONS)
                .containsAll(Stream.of(NodeStartException.Kind.values())
                        .map(Enum::name)
                        .toList());
    }

    @Test
    void everyReasonHasARow() {
        assertThat(page.column("A peer is refused", 0))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(AuthFailure.values()).map(AuthFailure::word).toList());
        assertThat(page.column("A peer or a member is down", 0))
                .containsAll(
                        Stream.of(DownReason.values()).map(DownReason::word).toList())
                .containsAll(Stream.of(SuspicionReason.values())
                        .map(SuspicionReason::word)
                        .toList());
        assertThat(page.column("Messages and services fail", 0))
                .containsAll(Stream.of(MessagingFailure.values())
                        .map(MessagingFailure::word)
                        .toList());
    }

    @Test
    void everyRowHasACause() {
        for (String heading : List.of(
                "The application does not start",
                "The node is up and alone",
                "A peer is refused",
                "A peer or a member is down",
                "Messages and services fail")) {
            assertThat(page.rows(heading))
                    .as(heading)
                    .hasSizeGreaterThan(5)
                    .allMatch(row -> row.size() == 3 && !row.get(1).isEmpty());
        }
    }
}
