package io.barrel.p2p.test.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A node's log file: what a human should look at, and what a scenario has a reason for. */
final class NodeLog {

    private static final Pattern ENTRY = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (\\w+) .*");

    private final Path file;
    private int read;

    NodeLog(Path file) {
        this.file = file;
    }

    /**
     * A warning that a fault brings with it.
     *
     * @param pattern found in the entry's first line
     * @param reason why it is right to warn
     */
    record Explained(Pattern pattern, String reason) {

        Explained(String pattern, String reason) {
            this(Pattern.compile(pattern), reason);
        }
    }

    Path file() {
        return file;
    }

    /** Passes over all that was written so far. */
    void mark() {
        read = lines().size();
    }

    /**
     * What was written since the mark and is neither informative nor a warning that is explained: other warnings, errors with
     * their stack traces, and what the JVM itself said. Moves the mark.
     */
    List<String> unexplained(List<Explained> explained) {
        List<String> lines = lines();
        List<String> found = new ArrayList<>();
        boolean notable = true;
        for (String line : lines.subList(read, lines.size())) {
            var entry = ENTRY.matcher(line);
            if (entry.matches()) {
                notable = isNotable(entry.group(1), line, explained);
            }
            if (notable) {
                found.add(line);
            }
        }
        read = lines.size();
        return found;
    }

    private static boolean isNotable(String level, String line, List<Explained> explained) {
        return switch (level) {
            case "TRACE", "DEBUG", "INFO" -> false;
            case "WARN" ->
                explained.stream()
                        .noneMatch(known -> known.pattern().matcher(line).find());
            default -> true;
        };
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
