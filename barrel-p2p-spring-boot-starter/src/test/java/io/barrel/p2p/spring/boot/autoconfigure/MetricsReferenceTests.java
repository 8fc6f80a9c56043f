package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.spring.boot.NodeApplication;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                await().atMost(Duration.ofSeconds(15))
                        .untilAsserted(
                                () -> assertThat(tags(contact, peer, stranger).get(HANDSHAKE))
                                        .isEqualTo("timer {outcome=[fail, ok], role=[client, server]}"));
                registered.putAll(tags(contact, peer, stranger));
            }
        }

        assertThat(registered).isEqualTo(documented());
    }

    private NodeApplication start(String name, String... properties) {
        String[] prefixed = new String[properties.length];
        for (int i = 0; i < properties.length; i++) {
            prefixed[i] = "barrel.p2p." + properties[i];
        }
        return NodeApplication.start(WebApplicationType.NONE, List.of(), directory.resolve(name), prefixed);
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
        String type = id.getType().name().toLowerCase(Locale.ROOT);
        return unit == null || id.getType() == Meter.Type.TIMER ? type : type + ", " + unit;
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
