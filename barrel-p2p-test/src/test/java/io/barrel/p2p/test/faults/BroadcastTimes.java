package io.barrel.p2p.test.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures, with default settings, how long a broadcast takes to the last of ten processes. Not part of the build, because
 * other work on the machine is part of the figures: docs/evidence/real-faults.md tells how to run it.
 */
class BroadcastTimes {

    private static final int NODES = 10;
    private static final int TREE = 12;
    private static final int WARM_UP = 200;
    private static final Duration REST = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Asking costs the processes time that a broadcast under way needs. */
    private static final Duration UNDER_WAY = Duration.ofMillis(30);

    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final int MEASURED = 1_000;

    @Test
    void lastOfTenProcesses(@TempDir Path directory) throws IOException {
        Namespaces.assumePermitted();
        try (Cluster cluster = new Cluster(NODES, directory, Convergence.DIRECTORY.resolve("ten"), Pace.DEFAULT)) {
            cluster.startAll();
            cluster.awaitNone(Overlay::faults);
            cluster.awaitRosters();
            List<NodeProcess> nodes =
                    IntStream.rangeClosed(1, NODES).mapToObj(cluster::node).toList();
            broadcasts(nodes, nodes, "warm-up", WARM_UP);
            Times times = broadcasts(nodes, nodes, "measured", MEASURED);
            assertThat(times.sorted()).hasSize(MEASURED);
            String line = String.format(
                    Locale.ROOT,
                    "broadcast of 64 B to the last of %d: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, most %.2f ms",
                    NODES,
                    times.millis(50),
                    times.millis(90),
                    times.millis(99),
                    times.millis(100));
            System.out.println(line);
            Files.writeString(Convergence.DIRECTORY.resolve("broadcast.md"), line + "\n");
        }
    }

    @Test
    void framesOfASettledTreeOfTwelveAndAtRest(@TempDir Path directory) throws IOException {
        Namespaces.assumePermitted();
        try (Cluster cluster = new Cluster(TREE, directory, Convergence.DIRECTORY.resolve("twelve"), Pace.DEFAULT)) {
            cluster.startAll();
            cluster.awaitNone(Overlay::faults);
            cluster.awaitRosters();
            List<NodeProcess> nodes =
                    IntStream.rangeClosed(1, TREE).mapToObj(cluster::node).toList();
            broadcasts(nodes.subList(0, 1), nodes, "warm-up", WARM_UP);
            await().atMost(PATIENCE).pollDelay(REST).until(() -> true);
            List<Long> before = sent(nodes);
            broadcasts(nodes.subList(0, 1), nodes, "one", WARM_UP);
            await().atMost(PATIENCE).pollDelay(SETTLED).until(() -> true);
            List<Long> one = sent(nodes);
            await().atMost(PATIENCE).pollDelay(REST).until(() -> true);
            List<Long> rest = sent(nodes);
            String lines = String.format(
                    Locale.ROOT,
                    "%d broadcasts of one of %d nodes: broadcasts in full, announcements, grafts, prunes: %s%n"
                            + "at rest for %d s: %s%n",
                    WARM_UP,
                    TREE,
                    difference(before, one),
                    REST.toSeconds(),
                    difference(one, rest));
            System.out.print(lines);
            Files.writeString(Convergence.DIRECTORY.resolve("frames.md"), lines);
            assertThat(difference(one, rest)).containsOnly(0L);
        }
    }

    private static List<Long> sent(List<NodeProcess> nodes) {
        long[] sums = new long[4];
        for (NodeProcess node : nodes) {
            List<Long> counts = node.gossipSent();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += counts.get(i);
            }
        }
        return Arrays.stream(sums).boxed().toList();
    }

    private static List<Long> difference(List<Long> before, List<Long> after) {
        return IntStream.range(0, before.size())
                .mapToObj(i -> after.get(i) - before.get(i))
                .toList();
    }

    /** Of each broadcast, until every other process had it. Publishers take turns. */
    private static Times broadcasts(List<NodeProcess> publishers, List<NodeProcess> nodes, String phase, int count) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = String.format(Locale.ROOT, "%-64s", phase + "-" + i).replace(' ', '.');
            NodeProcess publisher = publishers.get(i % publishers.size());
            long begin = publisher.publish(text);
            await().pollDelay(UNDER_WAY).until(() -> true);
            long last = 0;
            for (NodeProcess node : nodes) {
                if (node != publisher) {
                    last = Math.max(last, arrival(node, text));
                }
            }
            times.add(last - begin);
        }
        return new Times(times);
    }

    private static long arrival(NodeProcess node, String text) {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> node.heardAt(text), time -> time != 0);
    }
}
