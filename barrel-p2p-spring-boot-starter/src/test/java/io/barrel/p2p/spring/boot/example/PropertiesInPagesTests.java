package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every property that a page sets is one that the application has. */
class PropertiesInPagesTests {

    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");
    private static final String OURS = "barrel.p2p.";

    @Test
    void propertiesOfPagesExist() throws IOException {
        Set<String> known = known();
        Set<String> shown = new HashSet<>();
        for (Path page : pages()) {
            for (String block : new Page(Files.readString(page)).blocks("properties")) {
                Properties properties = new Properties();
                properties.load(new StringReader(block));
                properties.stringPropertyNames().stream()
                        .filter(name -> name.startsWith(OURS))
                        .forEach(shown::add);
            }
        }
        assertThat(shown).hasSizeGreaterThan(5).allMatch(name -> known.stream().anyMatch(key -> isOf(name, key)));
    }

    private static boolean isOf(String name, String key) {
        return name.equals(key) || (key.endsWith(".metadata") && name.startsWith(key));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../docs"))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    private static Set<String> known() throws IOException {
        Set<String> names = new HashSet<>();
        try (InputStream in = Files.newInputStream(METADATA)) {
            for (JsonNode property : new JsonMapper().readTree(in).path("properties")) {
                names.add(property.path("name").asString());
            }
        }
        return names;
    }
}
