package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Numbers that pages tell as defaults are those of the properties, as in {@code `link.idle-timeout` (1.5 s)}. */
class DefaultsInPagesTests {

    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");
    private static final Pattern TOLD =
            Pattern.compile("`([a-z][a-z.-]+)`\\s+\\(([\\d.,]+\\s?(?:ms|s|min|h|d|KB|MB)?)(?: by default)?\\)");
    private static final Pattern VALUE = Pattern.compile("([\\d.]+)([a-zA-Z]*)");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("ms", 1L),
            Map.entry("s", 1_000L),
            Map.entry("m", 60_000L),
            Map.entry("min", 60_000L),
            Map.entry("h", 3_600_000L),
            Map.entry("d", 86_400_000L),
            Map.entry("KB", 1L << 10),
            Map.entry("MB", 1L << 20),
            Map.entry("MiB", 1L << 20));

    @Test
    void numbersBehindPropertiesAreTheirDefaults() throws IOException {
        Map<String, String> defaults = defaults();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (Map.Entry<String, Page> page : Page.all().entrySet()) {
            for (MatchResult told :
                    TOLD.matcher(page.getValue().prose()).results().toList()) {
                for (Map.Entry<String, String> property : defaults.entrySet()) {
                    if (property.getKey().endsWith("." + told.group(1))) {
                        compared++;
                        if (number(told.group(2)).compareTo(number(property.getValue())) != 0) {
                            wrong.add(page.getKey() + ": " + told.group() + ", is " + property.getValue());
                        }
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(30);
        assertThat(wrong).isEmpty();
    }

    @Test
    void readmeHasDefaultsOfProperties() throws IOException {
        Map<String, String> defaults = defaults();
        List<List<String>> rows = new Page(Files.readString(Page.PROJECT.resolve("README.md"))).rows("Configure it");

        assertThat(rows).hasSizeGreaterThan(5).allSatisfy(row -> {
            String name = "barrel.p2p." + Page.code(row.get(0)).get(0);
            assertThat(defaults).containsKey(name);
            assertThat(Page.code(row.get(1))).as(name).isSubsetOf(defaults.get(name));
        });
    }

    @ParameterizedTest
    @CsvSource({"5.1 Parameters, membership, 12", "6.1 Parameters, gossip, 3"})
    void parametersOfTheProtocolHaveTheirDefaults(String heading, String prefix, int properties) throws IOException {
        Map<String, String> defaults = defaults();
        int compared = 0;
        for (List<String> row : Page.of("protocol.md").rows(heading)) {
            String property = "barrel.p2p." + prefix + "." + row.get(0).replaceFirst(",.*", "");
            String value = defaults.getOrDefault(property, "");
            if (VALUE.matcher(value).lookingAt()) {
                assertThat(number(row.get(1))).as(property).isEqualByComparingTo(number(value));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(properties);
    }

    /** Milliseconds, bytes, or just the number. */
    private static BigDecimal number(String text) {
        return VALUE.matcher(text.replaceAll("[,\\s]|±.*", ""))
                .results()
                .findFirst()
                .map(value -> new BigDecimal(value.group(1))
                        .multiply(BigDecimal.valueOf(UNITS.getOrDefault(value.group(2), 0L))))
                .orElse(BigDecimal.ONE.negate());
    }

    private static Map<String, String> defaults() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        for (JsonNode property :
                new JsonMapper().readTree(Files.readString(METADATA)).path("properties")) {
            defaults.put(
                    property.path("name").asString(),
                    property.path("defaultValue").asString(""));
        }
        return defaults;
    }
}
