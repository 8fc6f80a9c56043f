package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.wire.AuthFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/errors.md, and the words of docs/reference/endpoint.md, against the code. */
class ErrorsPageTests {

    private static final Path ACTUATE = Path.of("src/main/java/io/barrel/p2p/spring/boot/actuate");

    private static final Pattern ANSWERED =
            Pattern.compile("(?:badRequest|notFound|unavailable|P2pOperationException)\\(\\s*(?:\\d+, )?\"([a-z_]+)\"");

    private final Page page;

    ErrorsPageTests() throws IOException {
        page = Page.of("reference/errors.md");
    }

    @Test
    void wordsAreThoseOfTheCode() {
        assertWords("Why an authentication fails", AuthFailure.values(), AuthFailure::word);
        assertWords("Why a peer is down", DownReason.values(), DownReason::word);
        assertWords("Why a member is suspected", SuspicionReason.values(), SuspicionReason::word);
        assertWords("Why a message failed", MessagingFailure.values(), MessagingFailure::word);
        assertWords("What is refused of other members", Refusal.values(), Refusal::word);
    }

    private <T> void assertWords(String heading, T[] values, Function<T, String> word) {
        assertThat(page.column(heading, 0))
                .as(heading)
                .containsExactlyInAnyOrderElementsOf(Stream.of(values).map(word).toList());
    }

    @Test
    void linksEndForTheReasonsAndWithTheNumbersOfTheCode() {
        assertThat(page.rows("Why a link ends"))
                .extracting(row -> row.get(0) + " " + row.get(1))
                .containsExactlyElementsOf(Arrays.stream(CloseReason.values())
                        .map(reason -> reason.code() + " `" + reason.name() + "`")
                        .toList());
    }

    @Test
    void everyKindOfFailedStartIsListed() throws IOException {
        assertThat(page.column("Why an application does not start", 1))
                .containsExactlyElementsOf(Arrays.stream(NodeStartException.Kind.values())
                        .map(Enum::name)
                        .toList());
        String analysed = Files.readString(Path.of("src/main/resources/META-INF/spring.factories"));
        assertThat(new TreeSet<>(page.column("Why an application does not start", 0)))
                .isEqualTo(Pattern.compile("diagnostics\\.(\\w+)FailureAnalyzer")
                        .matcher(analysed)
                        .results()
                        .map(analyser -> analyser.group(1).equals("NodeStart")
                                ? "NodeStartException"
                                : analyser.group(1) + "Exception")
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void wordsOfTheEndpointAreListedWithIt() throws IOException {
        Set<String> answered = new TreeSet<>();
        try (Stream<Path> sources = Files.list(ACTUATE)) {
            for (Path source : sources.toList()) {
                ANSWERED.matcher(Files.readString(source)).results().forEach(word -> answered.add(word.group(1)));
            }
        }
        assertThat(answered).hasSizeGreaterThan(8);
        assertThat(Page.of("reference/endpoint.md").rows("Errors").stream()
                        .flatMap(row -> Page.code(row.get(1)).stream()))
                .containsAll(answered);
    }
}
