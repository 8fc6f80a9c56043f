package io.barrel.p2p.spring.boot.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, for tests that do what it says. */
record Page(String text) {

    /** The directory of the project. */
    static final Path PROJECT = Path.of("..");

    private static final Path SOURCES = Path.of("src/test/java/io/barrel/p2p/spring/boot/example");
    private static final Path DOCS = PROJECT.resolve("docs");
    private static final List<String> BESIDE = List.of("README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md");
    private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");

    /** The page of that name below {@code docs}. */
    static Page of(String name) throws IOException {
        return new Page(Files.readString(DOCS.resolve(name)));
    }

    /** Every page for users and contributors, by its path from the directory of the project. */
    static SortedMap<String, Page> all() throws IOException {
        SortedMap<String, Page> pages = new TreeMap<>();
        try (Stream<Path> docs = Files.walk(DOCS)) {
            Stream<Path> files = Stream.concat(BESIDE.stream().map(PROJECT::resolve), docs);
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".md")).toList()) {
                pages.put(PROJECT.relativize(file).toString().replace('\\', '/'), new Page(Files.readString(file)));
            }
        }
        return pages;
    }

    /** A type of this package as pages show it: without its package. */
    static String source(String type) throws IOException {
        String source = Files.readString(SOURCES.resolve(type + ".java"));
        return source.substring(source.indexOf("import "));
    }

    /** What stands in blocks of that language, in order. */
    List<String> blocks(String language) {
        return Pattern.compile("^( *)```" + language + "\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(block -> block.group(2).replaceAll("(?m)^" + block.group(1), ""))
                .toList();
    }

    /** What is typed at a prompt, in order; a command that goes on after a backslash is one line. */
    List<String> commands() {
        return blocks("console").stream()
                .map(block -> block.replaceAll("\\\\\n\\s*", ""))
                .flatMap(String::lines)
                .filter(line -> line.startsWith("$ "))
                .map(line -> line.substring(2))
                .toList();
    }

    /** The text without its blocks. */
    String prose() {
        return text.replaceAll("(?ms)^ *```.*?^ *```$", "");
    }

    /** The rows of the tables below a heading, up to the next of its level or above, cell by cell and without the head. */
    List<List<String>> rows(String heading) {
        Matcher begin =
                Pattern.compile("(?m)^(#+) " + Pattern.quote(heading) + "$").matcher(text);
        if (!begin.find()) {
            throw new AssertionError("there is no heading '" + heading + "'");
        }
        Matcher end =
                Pattern.compile("(?m)^#{1," + begin.group(1).length() + "} ").matcher(text);
        String section = text.substring(begin.end(), end.find(begin.end()) ? end.start() : text.length());
        return Pattern.compile("(?m)^\\|(?: *:?-+:? *\\|)+\n((?:\\|.*\\|(?:\n|\\z))*)")
                .matcher(section)
                .results()
                .map(table -> table.group(1))
                .flatMap(String::lines)
                .map(Page::cells)
                .toList();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(CELL_END.split(row.substring(1)))
                .map(cell -> cell.strip().replace("\\|", "|"))
                .toList();
    }

    /** What stands in backticks, in order. */
    static List<String> code(String text) {
        return Pattern.compile("`([^`]+)`")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .map(quoted -> quoted.substring(1, quoted.length() - 1))
                .toList();
    }

    /** What stands in backticks in one column of the tables below a heading, in order. */
    List<String> column(String heading, int column) {
        return rows(heading).stream()
                .flatMap(row -> code(row.get(column)).stream())
                .toList();
    }
}
