package io.barrel.p2p.spring.boot.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.barrel.p2p.spring.boot.autoconfigure.P2pProperties;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every block of YAML or properties in a page can be read, and what it sets is taken as a value of a property there is. */
class PropertiesInPagesTests {

    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");
    private static final String OURS = P2pProperties.PREFIX + ".";
    private static final Map<String, PropertySourceLoader> LOADERS =
            Map.of("yaml", new YamlPropertySourceLoader(), "properties", new PropertiesPropertySourceLoader());

    @Test
    void propertiesOfPagesExist() throws IOException {
        Set<String> known = known();
        Set<String> shown = new HashSet<>();
        for (PropertySource<?> block : blocks()) {
            Stream.of(((EnumerablePropertySource<?>) block).getPropertyNames())
                    .filter(name -> name.startsWith(OURS))
                    .map(name -> name.replaceFirst("\\[\\d+\\]$", ""))
                    .forEach(shown::add);
        }
        assertThat(shown).hasSizeGreaterThan(10).allMatch(name -> known.stream().anyMatch(key -> isOf(name, key)));
    }

    @Test
    void valuesInPagesAreTaken() throws IOException {
        for (PropertySource<?> block : blocks()) {
            assertThatCode(() -> new Binder(ConfigurationPropertySources.from(block))
                            .bindOrCreate(P2pProperties.PREFIX, P2pProperties.class))
                    .as(block.getName())
                    .doesNotThrowAnyException();
        }
    }

    private static List<PropertySource<?>> blocks() throws IOException {
        List<PropertySource<?>> blocks = new ArrayList<>();
        for (Map.Entry<String, Page> page : Page.all().entrySet()) {
            for (Map.Entry<String, PropertySourceLoader> loader : LOADERS.entrySet()) {
                for (String block : page.getValue().blocks(loader.getKey())) {
                    blocks.addAll(loader.getValue()
                            .load(page.getKey() + ":\n" + block, new ByteArrayResource(block.getBytes(UTF_8))));
                }
            }
        }
        return blocks;
    }

    private static boolean isOf(String name, String key) {
        return name.equals(key) || (key.endsWith(".metadata") && name.startsWith(key));
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
