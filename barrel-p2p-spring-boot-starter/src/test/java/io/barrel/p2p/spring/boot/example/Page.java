package io.barrel.p2p.spring.boot.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A page of the documentation, for tests that do what it says. */
record Page(String text) {

    private static final Path SOURCES = Path.of("src/test/java/io/barrel/p2p/spring/boot/example");
    private static final Path DOCS = Path.of("../docs");

    /** The page of that name below {@code docs}. */
    static Page of(String name) throws IOException {
        return new Page(Files.readString(DOCS.resolve(name)));
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

    /** What is typed at a prompt, in order. */
    List<String> commands() {
        return blocks("console").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("$ "))
                .map(line -> line.substring(2))
                .toList();
    }
}
