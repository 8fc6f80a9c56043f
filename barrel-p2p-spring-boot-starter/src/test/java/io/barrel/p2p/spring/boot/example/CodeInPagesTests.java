package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a page shows of Java is compiled by the build, its JSON can be read, and its dependencies are modules of this project. */
class CodeInPagesTests {

    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>.*?</dependency>");
    private static final Pattern FENCE = Pattern.compile("(?m)^ *```(\\S*)$");

    /** Of which each has a test, here or in PropertiesInPagesTests or DocumentedCommandsTests, but for the first four, which are shown only. */
    private static final Set<String> LANGUAGES =
            Set.of("", "text", "promql", "dockerfile", "console", "java", "json", "properties", "xml", "yaml");

    @Test
    void javaOfPagesIsPartOfASourceThatIsCompiled() throws IOException {
        List<String> sources = new ArrayList<>();
        for (Path source : sources()) {
            sources.add(squeezed(Files.readString(source)));
        }
        List<String> blocks = new ArrayList<>();
        List<String> strange = new ArrayList<>();
        for (Map.Entry<String, Page> page : Page.all().entrySet()) {
            for (String block : page.getValue().blocks("java")) {
                blocks.add(block);
                if (sources.stream().noneMatch(source -> source.contains(squeezed(block)))) {
                    strange.add(page.getKey() + ":\n" + block);
                }
            }
        }
        assertThat(blocks).hasSizeGreaterThan(10);
        assertThat(strange).isEmpty();
    }

    /** Without what a formatter may change. */
    private static String squeezed(String java) {
        return java.replaceAll("\\s+", "");
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path module : modules()) {
            addSources(module.resolve("src"), sources);
        }
        addSources(Page.PROJECT.resolve("src/it"), sources);
        return sources;
    }

    private static void addSources(Path directory, List<Path> sources) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> files = Files.list(Page.PROJECT)) {
            return files.filter(file -> Files.exists(file.resolve("pom.xml")) && Files.exists(file.resolve("src")))
                    .toList();
        }
    }

    @Test
    void jsonOfPagesCanBeRead() throws IOException {
        int read = 0;
        for (Page page : Page.all().values()) {
            for (String block : page.blocks("json")) {
                try (JsonParser parser = new JsonMapper().createParser(block)) {
                    while (parser.nextToken() != null) {
                        JsonNode value = parser.readValueAsTree();
                        assertThat(value.isObject()).as(block).isTrue();
                        read++;
                    }
                }
            }
        }
        assertThat(read).isGreaterThan(2);
    }

    @Test
    void dependenciesOfPagesAreModulesOfThisProject() throws IOException {
        List<String> parent = elements(Files.readString(Page.PROJECT.resolve("pom.xml")));
        Set<String> modules = new TreeSet<>();
        for (Path module : modules()) {
            modules.add(module.getFileName().toString());
        }
        int own = 0;
        for (Page page : Page.all().values()) {
            for (String block : page.blocks("xml")) {
                for (MatchResult dependency :
                        DEPENDENCY.matcher(block).results().toList()) {
                    List<String> shown = elements(dependency.group());
                    if (shown.get(0).equals(parent.get(0))) {
                        assertThat(modules).contains(shown.get(1));
                        assertThat(shown.get(2)).isEqualTo(parent.get(2));
                        own++;
                    }
                }
            }
        }
        assertThat(own).isGreaterThan(1);
    }

    /** The first group, artifact and version; empty where there is none. */
    private static List<String> elements(String xml) {
        return Stream.of("groupId", "artifactId", "version")
                .map(name -> Pattern.compile("<" + name + ">([^<]*)</" + name + ">")
                        .matcher(xml)
                        .results()
                        .findFirst()
                        .map(element -> element.group(1))
                        .orElse(""))
                .toList();
    }

    @Test
    void everyBlockIsOfALanguageThatIsChecked() throws IOException {
        for (Map.Entry<String, Page> page : Page.all().entrySet()) {
            Set<String> languages = new TreeSet<>();
            FENCE.matcher(page.getValue().text()).results().forEach(fence -> languages.add(fence.group(1)));
            assertThat(LANGUAGES).as(page.getKey()).containsAll(languages);
        }
    }
}
