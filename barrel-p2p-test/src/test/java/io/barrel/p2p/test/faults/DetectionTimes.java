package io.barrel.p2p.test.faults;

import static org.awaitility.Awaitility.await;

import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures, with default settings, how long after a failure of node 3 nodes 1 and 2 say that it is down. Not part of the build,
 * because other work on the machine is part of the figures: docs/evidence/real-faults.md tells how to run it.
 */
class DetectionTimes {

    private static final int ROUNDS = 7;
    private static final int VICTIM = 3;
    private static final List<Integer> WITNESSES = List.of(1, 2);
    private static final Duration NOTICED = Duration.ofMinutes(6);

    private final StringBuilder table =
            new StringBuilder("| Fault | Seen by node 1, ms | Seen by node 2, ms |\n|---|---|---|\n");

    @Test
    void eachNeighbourNoticesEachFault(@TempDir Path directory) throws IOException {
        Namespaces.assumePermitted();
        try (Cluster cluster = new Cluster(VICTIM, directory, Convergence.DIRECTORY.resolve("three"), Pace.DEFAULT)) {
            measure(cluster, "`kill -9`", () -> cluster.kill(List.of(VICTIM)), cluster::startAll);
            measure(cluster, "`SIGSTOP`", () -> cluster.node(VICTIM).freeze(), cluster::thawAll);
            measure(cluster, "cable pulled", () -> cluster.network().unplug(VICTIM), cluster.network()::restore);
        }
        Files.writeString(Convergence.DIRECTORY.resolve("detection.md"), table);
    }

    private void measure(Cluster cluster, String name, Runnable fault, Runnable repair) {
        List<List<Long>> times = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < ROUNDS; round++) {
            cluster.startAll();
            cluster.awaitNone(Overlay::gaps);
            long begin = System.currentTimeMillis();
            fault.run();
            for (int witness : WITNESSES) {
                times.get(witness - 1).add(awaitDown(cluster.node(witness), begin) - begin);
            }
            repair.run();
        }
        table.append("| ").append(name);
        times.forEach(seen -> table.append(" | ").append(summary(seen)));
        table.append(" |\n");
        System.out.println(name + " -> noticed in " + times + " ms");
    }

    private static long awaitDown(NodeProcess witness, long begin) {
        NodeId victim = Cluster.name(VICTIM);
        return await().atMost(NOTICED)
                .until(
                        () -> witness.events().stream()
                                .filter(event -> event.epochMillis() >= begin && event.tellsFailureOf(victim))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow()
                .epochMillis();
    }

    /** Median, least and most. */
    private static String summary(List<Long> times) {
        List<Long> sorted = times.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "%,d (%,d–%,d)",
                sorted.get(sorted.size() / 2),
                sorted.get(0),
                sorted.get(sorted.size() - 1));
    }
}
