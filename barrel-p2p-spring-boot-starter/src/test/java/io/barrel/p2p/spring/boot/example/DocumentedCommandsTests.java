package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every command that a page tells to type is in docs/reference/documented-commands.md, with what runs it, and nothing else is. */
class DocumentedCommandsTests {

    private static final String LIST = "reference/documented-commands.md";
    private static final Pattern HEADING = Pattern.compile("(?m)^## (.+\\.md)$");
    private static final Pattern TEST = Pattern.compile("[A-Z]\\w+(?:Tests|IT)");

    /** Java sources by the name of their class. */
    private static Map<String, String> sources;

    @BeforeAll
    static void read() throws IOException {
        sources = new TreeMap<>();
        try (Stream<Path> modules = Files.list(Page.PROJECT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::exists)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                            .toList()) {
                        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                    }
                }
            }
        }
    }

    @Test
    void listIsOfTheCommandsOfThePages() throws IOException {
        List<String> typed = new ArrayList<>();
        for (Map.Entry<String, Page> page : Page.all().entrySet()) {
            page.getValue().commands().forEach(command -> typed.add(row(page.getKey(), command)));
        }
        List<String> listed =
                rows().stream().map(row -> row(row.page(), row.command())).toList();

        assertThat(typed).hasSizeGreaterThan(20);
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(typed.stream().distinct().toList());
    }

    @Test
    void whoeverRunsACommandExistsAndReadsItsPage() throws IOException {
        for (Row row : rows()) {
            if (row.runBy().startsWith("by hand: ")) {
                continue;
            }
            List<String> tests = Page.code(row.runBy());
            assertThat(tests)
                    .as(row.toString())
                    .isNotEmpty()
                    .allMatch(test -> TEST.matcher(test).matches());
            assertThat(tests)
                    .as(row.toString())
                    .allSatisfy(test -> assertThat(sources.get(test))
                            .as(test)
                            .contains('"' + row.page().replaceFirst("^docs/", "") + '"'));
        }
    }

    private static String row(String page, String command) {
        return page + " | " + command;
    }

    /**
     * A line of the list.
     *
     * @param runBy a test, or "by hand: " and why
     */
    private record Row(String page, String command, String runBy) {}

    private static List<Row> rows() throws IOException {
        Page list = Page.of(LIST);
        List<Row> rows = new ArrayList<>();
        for (String page : HEADING.matcher(list.text())
                .results()
                .map(heading -> heading.group(1))
                .toList()) {
            for (List<String> cells : list.rows(page)) {
                rows.add(new Row(page, Page.code(cells.get(0)).get(0), cells.get(1)));
            }
        }
        return rows;
    }
}
