package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds docs/how-to/logging.md against the calls of loggers in the core and the starter. */
class LoggingPageTests {

    private static final List<String> SOURCES = List.of("src/main/java", "../barrel-p2p-core/src/main/java");
    private static final Pattern OWN =
            Pattern.compile("Logger \\w+ =\\s*LoggerFactory\\.getLogger\\((\\w+)\\.class\\)");
    private static final Pattern LEVEL = Pattern.compile("\\.at(Error|Warn|Info|Debug|Level)\\(");
    private static final Pattern LINE = Pattern.compile("\\.log\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Where the level is found out at run time. */
    private static final String ANY = "level";

    /** Calls as {@code level logger line}. */
    private static Set<String> calls;

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
}
