package io.barrel.p2p.test.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Figures that become a CSV file, and lines of the build's output. */
final class Table {

    private final List<String> lines = new ArrayList<>();

    Table(String... columns) {
        lines.add(String.join(",", columns));
    }

    Table add(Object... values) {
        String line = Stream.of(values).map(Table::text).collect(Collectors.joining(","));
        lines.add(line);
        System.out.println(lines.get(0) + ": " + line);
        return this;
    }

    private static String text(Object value) {
        return value instanceof Double number ? String.format(Locale.ROOT, "%.6g", number) : value.toString();
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }
}
