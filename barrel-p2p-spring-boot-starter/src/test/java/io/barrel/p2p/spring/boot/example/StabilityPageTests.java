package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every package with a public type has a tier in docs/reference/stability.md, and the types that the page names exist. */
class StabilityPageTests {

    private static final Pattern PUBLIC = Pattern.compile(
            "(?m)^public (?:final |sealed |abstract |non-sealed )*(?:class|interface|record|enum|@interface) (\\w+)");

    private static final Set<String> TIERS = Set.of("stable", "preview", "experimental", "internal");

    @ParameterizedTest
    @CsvSource({
        "Packages of the core, barrel-p2p-core",
        "Packages of the starter, barrel-p2p-spring-boot-starter",
        "Packages of the test kit, barrel-p2p-test"
    })
    void packagesHaveATier(String heading, String module) throws IOException {
        Map<String, Set<String>> types =
                publicTypes(Page.PROJECT.resolve(module).resolve("src/main/java"));
        List<String> listed = new ArrayList<>();
        for (List<String> row : Page.of("reference/stability.md").rows(heading)) {
            String name = Page.code(row.get(0)).get(0);
            listed.add(name);
            assertThat(TIERS).contains(row.get(1));
            assertThat(types.getOrDefault(name, Set.of())).as(name).containsAll(Page.code(row.get(2)));
        }

        assertThat(listed).containsExactlyInAnyOrderElementsOf(types.keySet());
    }

    private static Map<String, Set<String>> publicTypes(Path sources) throws IOException {
        Map<String, Set<String>> types = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                for (MatchResult type :
                        PUBLIC.matcher(Files.readString(file)).results().toList()) {
                    String name =
                            sources.relativize(file.getParent()).toString().replaceAll("[/\\\\]", ".");
                    types.computeIfAbsent(name, key -> new TreeSet<>()).add(type.group(1));
                }
            }
        }
        return types;
    }
}
