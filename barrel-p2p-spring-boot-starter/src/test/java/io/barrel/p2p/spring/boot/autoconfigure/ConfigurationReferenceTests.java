package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds docs/reference/configuration.md against the metadata that IDEs read, both ways. */
class ConfigurationReferenceTests {

    private static final Path REFERENCE = Path.of("../docs/reference/configuration.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `(barrel\\.p2p\\.[a-z0-9.-]+)` \\| (?:`([^`|]*)`)? ?\\| ([^|]+) \\| [^|]*\\|");

    @Test
    void referenceListsEveryPropertyWithItsDefaultAndItsMeaning() throws IOException {
        assertThat(documented()).isEqualTo(generated());
    }

    @Test
    void everyPropertyHasAMeaning() throws IOException {
        assertThat(generated().values()).isNotEmpty().noneMatch(text -> text.endsWith("| "));
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(REFERENCE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String defaultValue = row.group(2) == null ? "" : row.group(2);
                rows.put(row.group(1), defaultValue + " | " + row.group(3));
            }
        }
        return rows;
    }

    private static Map<String, String> generated() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (URL metadata : Collections.list(ConfigurationReferenceTests.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = metadata.openStream()) {
                for (JsonNode property : new JsonMapper().readTree(in).path("properties")) {
                    String name = property.path("name").asString();
                    if (name.startsWith("barrel.p2p.")) {
                        rows.put(
                                name,
                                text(property.path("defaultValue")) + " | "
                                        + property.path("description").asString(""));
                    }
                }
            }
        }
        return rows;
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asString)
                        .collect(Collectors.joining(", "))
                : value.asString("");
    }
}
