package io.barrel.p2p.test.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures, with default settings, when each of ten processes takes one of them for suspect and for dead, and that a short stop
 * costs no service. Not part of the
 * build, because other work on the machine is part of the figures: docs/evidence/real-faults.md tells how to run it.
 */
class SuspicionTimes {

    private static final int NODES = 10;
    private static final int ROUNDS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long SHORT_STOP_MILLIS = 3_000;
    private static final int SERVICES = 10;

    private final StringBuilder table = new StringBuilder(
            "| Fault | SUSPECT on the first / on the last node, ms | DEAD on the first / on the last node, ms |\n|---|---|---|\n");

    @Test
    void everyNodeLearnsOfEachFault(@TempDir Path directory) throws IOException {
        Namespaces.assumePermitted();
        try (Cluster cluster = new Cluster(NODES, directory, Convergence.DIRECTORY.resolve("ten"), Pace.DEFAULT)) {
            cluster.startAll();
            sound(cluster);
            for (int round = 0; round < ROUNDS; round++) {
                int victim = 3 + round;
                measure(cluster, "`kill -9`", victim, () -> cluster.kill(List.of(victim)));
                cluster.startAll();
                sound(cluster);
            }
            for (int round = 0; round < ROUNDS; round++) {
                int victim = 3 + round;
                measure(cluster, "`SIGSTOP`", victim, () -> cluster.node(victim).freeze());
                cluster.thawAll();
                sound(cluster);
            }
            Offers offers = new Offers(cluster);
            IntStream.rangeClosed(1, NODES).forEach(node -> offers.register(node, "of" + node, SERVICES));
            offers.awaitRight();
            for (int round = 0; round < ROUNDS; round++) {
                shortStop(cluster, offers, 3 + round);
            }
        }
        Files.writeString(Convergence.DIRECTORY.resolve("suspicion.md"), table);
    }

    private static void sound(Cluster cluster) {
        cluster.awaitNone(Overlay::faults);
        cluster.awaitRosters();
    }

    private void measure(Cluster cluster, String fault, int victim, Runnable happen) {
        long begin = System.currentTimeMillis();
        happen.run();
        List<Long> suspected = new ArrayList<>();
        List<Long> dead = new ArrayList<>();
        for (NodeProcess witness : others(cluster, victim)) {
            dead.add(awaitEvent(witness, "dead", victim, begin) - begin);
            long first = firstEvent(witness, "suspected", victim, begin);
            if (first > 0) {
                suspected.add(first - begin);
            }
        }
        row(fault + " of n" + victim, range(suspected), range(dead));
    }

    /** SIGSTOP of three seconds: no death, or one and one revival; and its services end only where it is taken for dead, for so long. */
    private void shortStop(Cluster cluster, Offers offers, int victim) {
        long begin = System.currentTimeMillis();
        cluster.node(victim).freeze();
        await().atMost(PATIENCE).pollDelay(Duration.ofMillis(SHORT_STOP_MILLIS)).until(() -> true);
        cluster.thawAll();
        sound(cluster);
        List<Long> deaths = others(cluster, victim).stream()
                .map(witness -> count(witness, "dead", victim, begin))
                .toList();
        List<Long> revivals = others(cluster, victim).stream()
                .map(witness -> count(witness, "alive", victim, begin))
                .toList();
        assertThat(deaths).allMatch(count -> count <= 1);
        offers.awaitRight();
        for (NodeProcess witness : others(cluster, victim)) {
            assertThat(count(witness, "unregistered", victim, begin)).isZero();
            long ends = count(witness, "servicedown", victim, begin);
            assertThat(ends).isEqualTo(SERVICES * count(witness, "dead", victim, begin));
            assertThat(count(witness, "registered", victim, begin)).isEqualTo(ends);
        }
        row("`SIGSTOP` of n" + victim + " for 3 s", "deaths per node " + deaths, "revivals per node " + revivals);
    }

    private static List<NodeProcess> others(Cluster cluster, int victim) {
        return IntStream.rangeClosed(1, NODES)
                .filter(number -> number != victim)
                .mapToObj(cluster::node)
                .toList();
    }

    private static long awaitEvent(NodeProcess witness, String type, int victim, long begin) {
        return await().atMost(PATIENCE).until(() -> firstEvent(witness, type, victim, begin), time -> time > 0);
    }

    private static long firstEvent(NodeProcess witness, String type, int victim, long begin) {
        return matching(witness, type, victim, begin).stream()
                .mapToLong(NodeEvent::epochMillis)
                .min()
                .orElse(0);
    }

    private static long count(NodeProcess witness, String type, int victim, long begin) {
        return matching(witness, type, victim, begin).size();
    }

    private static List<NodeEvent> matching(NodeProcess witness, String type, int victim, long begin) {
        NodeId node = Cluster.name(victim);
        return witness.events().stream()
                .filter(event -> event.epochMillis() >= begin
                        && event.type().equals(type)
                        && event.peer().equals(node))
                .toList();
    }

    private static String range(List<Long> times) {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.isEmpty()
                ? "never"
                : String.format(
                        Locale.ROOT,
                        "%,d / %,d (%d nodes)",
                        sorted.get(0),
                        sorted.get(sorted.size() - 1),
                        sorted.size());
    }

    private void row(String fault, String suspected, String dead) {
        String row = "| " + fault + " | " + suspected + " | " + dead + " |\n";
        table.append(row);
        System.out.print(row);
    }
}
