package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The build's commands in pages, which no test can run, name modules, profiles, tests and properties that there are. */
class MavenCommandsInPagesTests {

    private static final Pattern COMMAND = Pattern.compile("\\./mvnw [^`\n]*");
    private static final Pattern OPTION = Pattern.compile("-(pl|P|D) ?(?:([\\w.-]+)=)?('[^']*'|[^\\s']*)");
    /** Properties of Maven's and Spring Boot's plugins. */
    private static final Set<String> OF_PLUGINS = Set.of(
            "skipTests",
            "surefire.failIfNoSpecifiedTests",
            "failsafe.failIfNoSpecifiedTests",
            "invoker.skip",
            "spring-boot.run.arguments");

    private static final Pattern PROFILE = Pattern.compile("(?s)<profile>\\s*(?:<!--.*?-->\\s*)?<id>([^<]*)</id>");

    private static Set<String> commands;
    private static Set<String> classes;
    private static Set<String> profiles;
    private static String words;

    @BeforeAll
    static void read() throws IOException {
        commands = new TreeSet<>();
        for (Page page : Page.all().values()) {
            COMMAND.matcher(page.text().replaceAll("\\\\\n\\s*", ""))
                    .results()
                    .forEach(command -> commands.add(command.group().strip()));
        }
        classes = new HashSet<>();
        profiles = new HashSet<>();
        StringBuilder all = new StringBuilder();
        for (Path file : files()) {
            String text = Files.readString(file);
            all.append(text);
            if (file.endsWith("pom.xml")) {
                PROFILE.matcher(text).results().forEach(profile -> profiles.add(profile.group(1)));
            } else {
                classes.add(file.getFileName().toString().replace(".java", ""));
            }
        }
        words = all.toString();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Page.PROJECT)) {
            for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml")))
                    .toList()) {
                files.add(module.resolve("pom.xml"));
                try (Stream<Path> sources = Files.walk(module.resolve("src"))) {
                    sources.filter(path -> path.toString().endsWith(".java")).forEach(files::add);
                }
            }
        }
        files.add(Page.PROJECT.resolve("pom.xml"));
        files.add(Page.PROJECT.resolve("src/it/pom.xml"));
        return files;
    }

    @Test
    void commandsNameWhatThereIs() {
        assertThat(commands).hasSizeGreaterThan(10);
        assertThat(commands.stream()
                        .flatMap(command -> OPTION.matcher(command)
                                .results()
                                .filter(option -> !exists(option))
                                .map(option -> option.group() + " in " + command)))
                .isEmpty();
    }

    private static boolean exists(MatchResult option) {
        String value = option.group(3).replace("'", "");
        return switch (option.group(1)) {
            case "pl" -> Files.exists(Page.PROJECT.resolve(value).resolve("pom.xml"));
            case "P" -> profiles.contains(value);
            default -> option.group(2) == null ? isProperty(value, "true") : isProperty(option.group(2), value);
        };
    }

    private static boolean isProperty(String name, String value) {
        return switch (name) {
            case "test", "it.test" ->
                Arrays.stream(value.split(",", -1))
                        .map(test -> test.replaceFirst("#.*", ""))
                        .filter(test -> !test.equals("none"))
                        .allMatch(classes::contains);
            case "invoker.test" ->
                Files.isDirectory(Page.PROJECT.resolve("src/it").resolve(value));
            default -> OF_PLUGINS.contains(name) || words.contains(name);
        };
    }
}
