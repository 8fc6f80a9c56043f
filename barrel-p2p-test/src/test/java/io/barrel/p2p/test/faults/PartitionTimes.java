package io.barrel.p2p.test.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures, with default settings, how soon twelve processes agree again after two halves of them were apart for three minutes
 * and both wrote to the registry of services, and what that costs on the wire. Not part of the build, because it takes minutes
 * and other work on the machine is part of the figures: docs/evidence/real-faults.md tells how to run it.
 */
class PartitionTimes {

    private static final int NODES = 12;
    private static final List<Integer> LEFT = List.of(1, 2, 3, 4, 5, 6);
    private static final List<Integer> RIGHT = List.of(7, 8, 9, 10, 11, 12);
    private static final int BEFORE_OF_EACH = 50;
    private static final int WITHDRAWN_BY_EACH = 20;

    /** A registration of each node, again and again. */
    private static final int ROUNDS = 60;

    private static final Duration APART = Duration.ofMinutes(3);
    private static final Duration REST = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Test
    void halvesThatBothWroteAgreeAgain(@TempDir Path directory) throws IOException {
        Namespaces.assumePermitted();
        try (Cluster cluster = new Cluster(NODES, directory, Convergence.DIRECTORY.resolve("halves"), Pace.DEFAULT)) {
            cluster.startAll();
            cluster.awaitNone(Overlay::faults);
            cluster.awaitRosters();
            Offers offers = new Offers(cluster);
            IntStream.rangeClosed(1, NODES).forEach(node -> offers.register(node, "of" + node, BEFORE_OF_EACH));
            offers.awaitRight();
            long atRest = sent(cluster);
            pass(REST);
            atRest = sent(cluster) - atRest;

            long begin = System.nanoTime();
            cluster.network().split(LEFT, RIGHT);
            for (int round = 0; round < ROUNDS; round++) {
                pass(BETWEEN);
                for (int node = 1; node <= NODES; node++) {
                    offers.register(node, "apart" + round + "of" + node, 1);
                }
            }
            IntStream.rangeClosed(1, NODES).forEach(node -> offers.withdraw(node, "of" + node, WITHDRAWN_BY_EACH));
            cluster.kill(List.of(NODES));
            offers.forget(NODES);
            cluster.startAll();
            offers.register(NODES, "again", BEFORE_OF_EACH);
            pass(APART.minusNanos(System.nanoTime() - begin));
            assertThat(offers.faults()).hasSize(NODES);
            assertThat(cluster.rosterFaults()).hasSize(NODES);

            report(offers, heal(cluster, offers), atRest);
        }
    }

    /** Until every roster, and until every registry too is right; and what all nodes sent meanwhile. */
    private record Healed(long rosters, long registries, long bytes) {}

    private static Healed heal(Cluster cluster, Offers offers) {
        long before = sent(cluster);
        long begin = System.nanoTime();
        cluster.network().restore();
        cluster.awaitRosters();
        long rosters = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        offers.awaitRight();
        long registries = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        long bytes = sent(cluster) - before;
        assertThat(cluster.rosterFaults()).isEmpty();
        return new Healed(rosters, registries, bytes);
    }

    private static void report(Offers offers, Healed healed, long atRest) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "%d and %d apart for %d s, %d registrations and %d withdrawals on each side, one node killed and started: every roster "
                        + "right after %,d ms, every registry of %d services after %,d ms; %,d bytes sent by each node in that time, "
                        + "where %,d a second are sent at rest",
                LEFT.size(),
                RIGHT.size(),
                APART.toSeconds(),
                ROUNDS * LEFT.size(),
                WITHDRAWN_BY_EACH * LEFT.size(),
                healed.rosters(),
                offers.size(),
                healed.registries(),
                healed.bytes() / NODES,
                atRest / NODES / REST.toSeconds());
        System.out.println(line);
        Files.writeString(Convergence.DIRECTORY.resolve("partition.md"), line + "\n");
    }

    private static long sent(Cluster cluster) {
        return IntStream.rangeClosed(1, NODES)
                .mapToLong(cluster.network()::sent)
                .sum();
    }

    private static void pass(Duration time) {
        await().atMost(PATIENCE).pollDelay(time).until(() -> true);
    }
}
