package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds docs/reference/dependencies.md against the bill of materials. */
class DependenciesPageTests {

    private static final Path BILL = Path.of("target/classes/META-INF/sbom/barrel-p2p-spring-boot-starter.cdx.json");

    /** Licences that ask nothing of an application but to be named. Of several, one will do. */
    private static final Set<String> FREE =
            Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0", "Bouncy Castle Licence");

    @Test
    void pageListsWhatTheBillLists() throws IOException {
        Set<String> shown = new TreeSet<>(Page.of("reference/dependencies.md")
                .text()
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList());
        Set<String> listed = new TreeSet<>();
        for (JsonNode component : foreign()) {
            String when = component.path("scope").asString().equals("required") ? "yes" : "if the application has it";
            listed.add(
                    "| `" + name(component) + "` | " + String.join(" or ", licences(component)) + " | " + when + " |");
        }
        assertThat(shown).hasSizeGreaterThan(30).isEqualTo(listed);
    }

    @Test
    void everyDependencyHasAFreeLicence() throws IOException {
        assertThat(foreign())
                .isNotEmpty()
                .allSatisfy(component ->
                        assertThat(licences(component)).as(name(component)).anyMatch(FREE::contains));
    }

    private static List<JsonNode> foreign() throws IOException {
        try (InputStream in = Files.newInputStream(BILL)) {
            return StreamSupport.stream(
                            new JsonMapper().readTree(in).path("components").spliterator(), false)
                    .filter(component -> !component.path("group").asString().equals("io.barrel.p2p"))
                    .toList();
        }
    }

    private static String name(JsonNode component) {
        return component.path("group").asString() + ":" + component.path("name").asString();
    }

    private static List<String> licences(JsonNode component) {
        return StreamSupport.stream(component.path("licenses").spliterator(), false)
                .map(entry -> entry.path("license"))
                .map(licence -> licence.path("id").asString(licence.path("name").asString("")))
                .toList();
    }
}
