package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Holds docs/how-to/logging.md against the calls of loggers in the core and the starter. */
@ExtendWith(OutputCaptureExtension.class)
class LoggingPageTests {

    private static final List<String> SOURCES = List.of("src/main/java", "../barrel-p2p-core/src/main/java");
    private static final Pattern OWN =
            Pattern.compile("Logger \\w+ =\\s*LoggerFactory\\.getLogger\\((\\w+)\\.class\\)");
    private static final Pattern LEVEL = Pattern.compile("\\.at(Error|Warn|Info|Debug|Level)\\(");
    private static final Pattern LINE = Pattern.compile("\\.log\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final Pattern KEY = Pattern.compile("\\.addKeyValue\\(\\s*\"(\\w+)\"");

    /** Where the level is found out at run time. */
    private static final String ANY = "level";

    /** Calls as {@code level logger line}. */
    private static Set<String> calls;

    private static Set<String> keys;

    /** The lines of the page, in the same form. */
    private static Set<String> told;

    @BeforeAll
    static void read() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String directory : SOURCES) {
            try (Stream<Path> files = Files.walk(Path.of(directory))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    sources.put(
                            file.getFileName().toString().replace(".java", ""),
                            Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
                }
            }
        }
        calls = new TreeSet<>();
        keys = new TreeSet<>();
        sources.values().forEach(source -> KEY.matcher(source).results().forEach(key -> keys.add(key.group(1))));
        String all = String.join("\n", sources.values());
        sources.forEach((type, source) -> loggers(type, source, all).forEach(logger -> collect(logger, source)));
        told = new TreeSet<>();
        for (List<String> row : Page.of("how-to/logging.md").rows("Reading the log")) {
            if (row.size() == 4) {
                for (String logger : Page.code(row.get(1))) {
                    told.add(call(row.get(0), logger, Page.code(row.get(2)).get(0)));
                }
            }
        }
    }

    /** The loggers of a class: its own, or those it is given. */
    private static Set<String> loggers(String type, String source, String all) {
        Pattern given = Pattern.compile("new " + type + "\\(LoggerFactory\\.getLogger\\((\\w+)\\.class\\)");
        return Stream.concat(OWN.matcher(source).results(), given.matcher(all).results())
                .map(logger -> logger.group(1))
                .collect(Collectors.toSet());
    }

    private static void collect(String logger, String source) {
        Matcher line = LINE.matcher(source);
        while (line.find()) {
            Matcher level = LEVEL.matcher(source.substring(0, line.start()));
            String last = "";
            while (level.find()) {
                last = level.group(1).toLowerCase(Locale.ROOT);
            }
            calls.add(call(
                    last.equals("warn") ? "warning" : last,
                    logger,
                    line.group(1).replace("{}", "…")));
        }
    }

    private static String call(String level, String logger, String line) {
        return level + " " + logger + " " + line;
    }

    /** Spring Boot makes the format a property of the JVM, where it would be that of every application after this one. */
    @AfterAll
    static void forgetTheFormat() {
        System.clearProperty(LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
        LoggingSystem.get(LoggingPageTests.class.getClassLoader()).cleanUp();
    }

    @Test
    void everyLineOfThePageIsLogged() {
        assertThat(told)
                .hasSizeGreaterThan(40)
                .allMatch(line -> calls.contains(line) || calls.contains(line.replaceFirst("\\w+", ANY)));
    }

    @Test
    void everyErrorAndWarningIsOnThePage() {
        assertThat(told)
                .containsAll(calls.stream()
                        .filter(call -> call.startsWith("error ") || call.startsWith("warning "))
                        .toList());
    }

    @Test
    void keysAreThoseOfTheCode() throws IOException {
        assertThat(Page.of("how-to/logging.md").column("Keys", 0)).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void structuredFormatHasTheKeys(@TempDir Path directory, CapturedOutput output) throws IOException {
        String format =
                Page.of("how-to/logging.md").blocks("yaml").get(0).strip().replace(": ", "=");
        try (NodeApplication one = start(directory.resolve("one"), format);
                NodeApplication other = start(
                        directory.resolve("other"),
                        "barrel.p2p.cookie=another",
                        "barrel.p2p.contact-nodes=" + one.contact())) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(output)
                            .contains("\"reason\":\"cookie_mismatch\"")
                            .contains("\"byPeer\":"));
            assertThat(other.sees(one)).isFalse();
        }
    }

    private static NodeApplication start(Path data, String... properties) {
        return NodeApplication.start(WebApplicationType.NONE, List.of(), data, properties);
    }
}
