package io.barrel.p2p.test.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How long it took, of each scenario: printed, and kept as {@code target/faults/converged.md} and {@code .csv}. */
final class Convergence {

    /** Where the results and the logs of the nodes are kept. */
    static final Path DIRECTORY = Path.of("target", "faults");

    private static final List<Row> rows = new ArrayList<>();

    private Convergence() {}

    private record Row(String scenario, int nodes, String reached, long millis) {}

    /**
     * Adds a figure.
     *
     * @param scenario what was done
     * @param nodes how many took part
     * @param reached what was the case after that time
     */
    static synchronized void add(String scenario, int nodes, String reached, long millis) {
        rows.add(new Row(scenario, nodes, reached, millis));
        System.out.println(scenario + " -> " + reached + ": converged in " + millis + " ms");
        write("converged.md", "| Scenario | Nodes | Until | ms |\n|---|---|---|---|\n", "| %s | %d | %s | %,d |");
        write("converged.csv", "scenario,nodes,until,ms\n", "\"%s\",%d,\"%s\",%d");
    }

    private static void write(String file, String head, String format) {
        String lines = rows.stream()
                .map(row ->
                        String.format(Locale.ROOT, format, row.scenario(), row.nodes(), row.reached(), row.millis()))
                .collect(Collectors.joining("\n", head, "\n"));
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve(file), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
