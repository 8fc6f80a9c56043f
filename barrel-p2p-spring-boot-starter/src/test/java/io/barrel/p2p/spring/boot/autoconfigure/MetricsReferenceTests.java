package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.spring.boot.NodeApplication;
import io.barrel.p2p.spring.boot.messaging.P2pHandler;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;

/** Holds docs/reference/metrics.md against the meters of running nodes, both ways: names, types, units and tags. */
class MetricsReferenceTests {

    private static final Path REFERENCE = Path.of("../docs/reference/metrics.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `(barrel\\.p2p\\.[a-z.]+)` \\| ([a-z, ]+) \\| ([^|]*)\\| [^|]+ \\|");
    private static final Pattern TAG = Pattern.compile("`([a-z]+)`: ((?:`[a-z_]+`(?:, )?)+)");
    private static final Pattern VALUE = Pattern.compile("`([a-z_]+)`");
    private static final String HANDSHAKE = "barrel.p2p.dist.auth.duration";

    /** The class of the exception, as every observation has it: no list of those. */
    private static final String ERROR = "error";

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Meters of which two nodes that work do not have every outcome. */
    private static final Set<String> OF_MESSAGES = Set.of("barrel.p2p.request.duration", "barrel.p2p.request");

    private static final Pattern OUTCOMES = Pattern.compile("outcome=\\[([a-z_, ]+)\\]");

    @TempDir
    private Path directory;

    @Test
    void referenceListsEveryMeterWithItsTypeAndTags() throws IOException {
        Map<String, String> registered = new TreeMap<>();
        try (NodeApplication contact = start("contact")) {
            assertThat(meters(contact))
                    .noneMatch(meter -> meter.getId().getName().equals(HANDSHAKE));
            try (NodeApplication peer = start("peer", "contact-nodes=" + contact.contact());
                    NodeApplication stranger =
                            start("stranger", "contact-nodes=" + contact.contact(), "cookie=another-one")) {
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(tags(contact, peer, stranger).get(HANDSHAKE))
                                        .isEqualTo("timer {outcome=[fail, ok], role=[client, server]}"));
                exchangeMessages(peer, contact);
                registered.putAll(tags(contact, peer, stranger));
            }
        }

        assertThat(withoutOutcomes(registered)).isEqualTo(withoutOutcomes(documented()));
        assertOutcomes(registered, documented());
    }

    private static Map<String, String> withoutOutcomes(Map<String, String> meters) {
        Map<String, String> without = new TreeMap<>(meters);
        without.replaceAll((name, text) ->
                OF_MESSAGES.contains(name) ? OUTCOMES.matcher(text).replaceAll("outcome") : text);
        return without;
    }

    /** The documented ones are what may become of a message; a payload that is too large is refused before it is one. */
    private static void assertOutcomes(Map<String, String> registered, Map<String, String> documented) {
        Set<String> failures = Stream.of(MessagingFailure.values())
                .map(MessagingFailure::word)
                .collect(Collectors.toCollection(TreeSet::new));
        failures.add("ok");
        assertThat(outcomes(documented, "barrel.p2p.request"))
                .containsAll(failures)
                .contains("no_service", "cancelled", "error")
                .hasSize(failures.size() + 3);
        failures.remove(MessagingFailure.TOO_LARGE.word());
        assertThat(outcomes(documented, "barrel.p2p.request.duration")).isEqualTo(failures);
        for (String name : OF_MESSAGES) {
            assertThat(outcomes(documented, name))
                    .containsAll(outcomes(registered, name))
                    .contains("ok", "no_handler", "remote_error", "unknown_node");
        }
    }

    private static Set<String> outcomes(Map<String, String> meters, String name) {
        Matcher outcomes = OUTCOMES.matcher(Objects.requireNonNull(meters.get(name), name));
        assertThat(outcomes.find()).as(name).isTrue();
        return new TreeSet<>(List.of(outcomes.group(1).split(", ")));
    }

    /** One of each kind of message, and failures of which every caller may be the cause. */
    private static void exchangeMessages(NodeApplication from, NodeApplication to) {
        Messaging messaging = from.context.getBean(Messaging.class);
        ByteBuffer nothing = ByteBuffer.allocate(0);
        assertThat(messaging.send(to.name(), "echo", nothing)).succeedsWithin(PATIENCE);
        assertThat(messaging.request(to.name(), "echo", nothing, PATIENCE)).succeedsWithin(PATIENCE);
        for (String address : List.of("failing", "nobody")) {
            assertThat(messaging.request(to.name(), address, nothing, PATIENCE)).failsWithin(PATIENCE);
        }
        assertThat(messaging.request(NodeId.of("nobody@nowhere"), "echo", nothing, PATIENCE))
                .failsWithin(PATIENCE);
        CompletableFuture<ByteBuffer> cancelled =
                messaging.request(to.name(), "never", nothing, PATIENCE).toCompletableFuture();
        cancelled.cancel(true);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(tags(from, to))
                        .hasEntrySatisfying(
                                "barrel.p2p.request", text -> assertThat(text).contains("cancelled"))
                        .hasEntrySatisfying(
                                "barrel.p2p.handle", text -> assertThat(text).contains("error, ok")));
    }

    static class Handlers {

        @P2pHandler("echo")
        byte[] echo(byte[] payload) {
            return payload;
        }

        @P2pHandler("failing")
        void failing() {
            throw new IllegalStateException("as it should");
        }

        @P2pHandler("never")
        CompletionStage<String> never() {
            return new CompletableFuture<>();
        }
    }

    private NodeApplication start(String name, String... properties) {
        String[] prefixed = new String[properties.length];
        for (int i = 0; i < properties.length; i++) {
            prefixed[i] = "barrel.p2p." + properties[i];
        }
        return NodeApplication.start(
                WebApplicationType.NONE, List.of(Handlers.class), directory.resolve(name), prefixed);
    }

    private static List<Meter> meters(NodeApplication application) {
        return application.context.getBean(MeterRegistry.class).getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("barrel.p2p."))
                .toList();
    }

    /** The meters by name; a meter's tags are those it has in any of the applications. */
    private static Map<String, String> tags(NodeApplication... applications) {
        Map<String, Map<String, TreeSet<String>>> tags = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        for (NodeApplication application : applications) {
            for (Meter meter : meters(application)) {
                Meter.Id id = meter.getId();
                types.put(id.getName(), type(id));
                Map<String, TreeSet<String>> ofMeter = tags.computeIfAbsent(id.getName(), name -> new TreeMap<>());
                for (Tag tag : id.getTags()) {
                    if (tag.getKey().equals(ERROR)) {
                        continue;
                    }
                    ofMeter.computeIfAbsent(tag.getKey(), key -> new TreeSet<>())
                            .add(tag.getValue());
                }
            }
        }
        Map<String, String> texts = new TreeMap<>();
        types.forEach((name, type) -> texts.put(name, type + " " + tags.get(name)));
        return texts;
    }

    private static String type(Meter.Id id) {
        String unit = id.getBaseUnit();
        String type = id.getType().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return unit == null || type.endsWith("timer") ? type : type + ", " + unit;
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(REFERENCE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Map<String, TreeSet<String>> tags = new TreeMap<>();
                Matcher tag = TAG.matcher(row.group(3));
                while (tag.find()) {
                    TreeSet<String> values = tags.computeIfAbsent(tag.group(1), key -> new TreeSet<>());
                    VALUE.matcher(tag.group(2)).results().forEach(value -> values.add(value.group(1)));
                }
                rows.put(row.group(1), row.group(2) + " " + tags);
            }
        }
        return rows;
    }
}
