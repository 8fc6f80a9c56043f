package io.barrel.p2p.test.evidence;

import static io.barrel.p2p.test.NodeChoice.node;
import static io.barrel.p2p.test.NodeChoice.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.test.OverlayGraph;
import io.barrel.p2p.test.SimCluster;
import io.barrel.p2p.test.SimSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The experiments of the Plumtree paper (Leitão, Pereira, Rodrigues, "Epidemic Broadcast Trees", SRDS 2007, section 4) at its
 * size: what broadcasts cost once the tree has settled, beside flooding over the same overlay, and what they reach while
 * part of the nodes dies at once. {@code -Devidence.nodes=1000 -Devidence.gossip.failures=10,80} makes it smaller.
 */
@Tag("evidence")
class PlumtreeEvidenceTests {

    private static final int NODES = Integer.getInteger("evidence.nodes", 10_000);
    private static final int[] FAILURES = Stream.of(
                    System.getProperty("evidence.gossip.failures", "10,20,30,40,50,60,70,80")
                            .split(","))
            .mapToInt(Integer::parseInt)
            .toArray();
    private static final int WARM_UP = 50;
    private static final int MEASURED = 100;
    private static final Duration APART = Duration.ofMillis(500);
    private static final int AFTER_FAILURE = 80;
    private static final Duration APART_AFTER_FAILURE = Duration.ofMillis(250);

    private final Path directory = EvidenceDirectory.named("plumtree");

    @Test
    void settledTreeCarriesEachBroadcastOnceToEachNode() throws IOException {
        SimCluster cluster = stable();
        Broadcasts broadcasts = new Broadcasts(cluster);
        SplittableRandom random = new SplittableRandom(7);
        IntUnaryOperator many = number -> random.nextInt(NODES);
        Table table = new Table(
                "senders", "redundancy", "last_hop", "mean_hops", "announcements_per_node", "grafts", "reliability");
        Broadcasts.Outcome first = broadcasts.send(1, APART, number -> 0);
        add(table, "one, first broadcast of all", first);
        broadcasts.send(WARM_UP, APART, number -> 0);
        Broadcasts.Outcome one = broadcasts.send(MEASURED, APART, number -> 0);
        add(table, "one", one);
        broadcasts.send(WARM_UP, APART, many);
        Broadcasts.Outcome several = broadcasts.send(MEASURED, APART, many);
        add(table, "many", several);
        OverlayGraph overlay = cluster.overlay();
        Floods floods = Floods.through(overlay, MEASURED);
        table.add(
                "flooding",
                redundancyOfFloods(overlay),
                floods.maxHops(),
                floods.meanHops(),
                0,
                0,
                floods.reliability());
        table.write(directory.resolve("tree.csv"));
        assertThat(one.reliability()).isEqualTo(1);
        assertThat(several.reliability()).isEqualTo(1);
        assertThat(one.redundancy()).isLessThan(0.05);
        assertThat(several.redundancy()).isLessThan(redundancyOfFloods(overlay));
    }

    private static void add(Table table, String senders, Broadcasts.Outcome outcome) {
        table.add(
                senders,
                outcome.redundancy(),
                outcome.lastHop(),
                outcome.meanHops(),
                outcome.announcements(),
                outcome.grafts(),
                outcome.reliability());
    }

    @Test
    void treeOutlivesTheDeathOfMostOfItsNodes() throws IOException {
        List<Failure> failures = IntStream.of(FAILURES)
                .parallel()
                .mapToObj(PlumtreeEvidenceTests::fail)
                .toList();
        Table table = new Table(
                "failed_percent",
                "broadcasts",
                "reliability",
                "worst",
                "seconds_to_1",
                "redundancy",
                "last_hop",
                "after_30s");
        Plot plot = new Plot(
                        "Reliability of broadcasts, " + NODES + " nodes", "seconds after the failure", "reliability")
                .from(0);
        double[] seconds = IntStream.range(0, AFTER_FAILURE)
                .mapToDouble(i -> i * APART_AFTER_FAILURE.toMillis() / 1_000.0)
                .toArray();
        for (Failure failure : failures) {
            Broadcasts.Outcome during = failure.during();
            table.add(
                    failure.percent(),
                    AFTER_FAILURE,
                    during.reliability(),
                    during.worst(),
                    failure.secondsToAll(),
                    during.redundancy(),
                    during.lastHop(),
                    failure.after().reliability());
            plot.line(
                    failure.percent() + " %",
                    seconds,
                    during.each().stream().mapToDouble(Double::doubleValue).toArray());
        }
        table.write(directory.resolve("failures.csv"));
        plot.write(directory.resolve("failures.png"));
        assertThat(failures)
                .allSatisfy(failure ->
                        assertThat(failure.after().reliability()).isGreaterThanOrEqualTo(failure.together() - 1e-9));
    }

    /**
     * What became of broadcasts when part of the nodes died.
     *
     * @param together the part of the survivors that hang together; the others know nobody alive and have no contact to ask
     */
    private record Failure(int percent, Broadcasts.Outcome during, Broadcasts.Outcome after, double together) {

        /** From when on each broadcast reached every node alive; -1 if the last did not. */
        double secondsToAll() {
            int since = during.each().size();
            while (since > 0 && during.each().get(since - 1) >= 1) {
                since--;
            }
            return since == during.each().size() ? -1 : since * APART_AFTER_FAILURE.toMillis() / 1_000.0;
        }
    }

    private static Failure fail(int percent) {
        SimCluster cluster = stable();
        Broadcasts broadcasts = new Broadcasts(cluster);
        broadcasts.send(WARM_UP, APART, number -> 0);
        cluster.contactsAre(node()).crash(part(percent / 100.0));
        int publisher = cluster.up().get(0);
        Broadcasts.Outcome during = broadcasts.send(AFTER_FAILURE, APART_AFTER_FAILURE, number -> publisher);
        double together = (double) cluster.components().get(0) / cluster.up().size();
        Broadcasts.Outcome after = broadcasts.send(10, APART, number -> publisher);
        return new Failure(percent, during, after, together);
    }

    private static SimCluster stable() {
        return MassFailure.stable(SimCluster.of(NODES).seed(1).whole(SimSettings.DEFAULT.withoutRoster()));
    }

    /** Every node passes a flood on to all its active peers but the one it came from. */
    private static double redundancyOfFloods(OverlayGraph overlay) {
        long ends = overlay.degrees().entrySet().stream()
                .mapToLong(degree -> (long) degree.getKey() * degree.getValue())
                .sum();
        double others = overlay.size() - 1.0;
        return (ends - others) / others - 1;
    }
}
