package io.barrel.p2p.test.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.test.OverlayGraph;
import io.barrel.p2p.test.SimCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The experiments of section 5 of the HyParView paper at its size. Each share of failures has a run of its own from the
 * first join on, because nodes cannot be copied. {@code -Devidence.nodes=1000 -Devidence.failures=50,90} makes it smaller.
 */
@Tag("evidence")
class HyParViewEvidenceTests {

    private static final int NODES = Integer.getInteger("evidence.nodes", 10_000);
    private static final int[] FAILURES = Stream.of(
                    System.getProperty("evidence.failures", "10,20,30,40,50,60,70,80,90,95")
                            .split(","))
            .mapToInt(Integer::parseInt)
            .toArray();
    private static final int[] SECONDS = {0, 1, 2, 3, 5, 10};

    private final Path directory = EvidenceDirectory.named("hyparview");
    private final Table reliability =
            new Table("failed_percent", "seconds", "reliability", "worst_flood", "mean_hops", "max_hops");
    private final Table healing = new Table(
            "failed_percent",
            "alive",
            "seconds_to_0.999",
            "cycles_to_0.999",
            "seconds_to_before",
            "cycles_to_before",
            "reliability_60s",
            "reliability_120s_with_contacts");
    private final Cost cost = new Cost();

    @Test
    void overlayOutlivesTheDeathOfMostOfItsNodes() throws IOException {
        // Each run has a seed and a thread of its own: that they share the machine changes nothing but the time they
        // take.
        List<Run> runs = IntStream.of(FAILURES)
                .parallel()
                .mapToObj(HyParViewEvidenceTests::run)
                .toList();
        graph(runs.get(0).stable());
        runs.forEach(this::tell);
        cost.total();
        reliability.write(directory.resolve("reliability.csv"));
        healing.write(directory.resolve("healing.csv"));
        cost.write(directory.resolve("cost.csv"));
        plot(runs.stream().map(Run::failure).toList());
        assertThat(runs).extracting(Run::failure).allSatisfy(failure -> {
            assertThat(failure.before().worst()).isEqualTo(1);
            assertThat(failure.withContacts().reliability()).isGreaterThan(0.99);
        });
    }

    private record Run(
            int percent, OverlayGraph stable, long inputsUntilStable, double secondsUntilStable, MassFailure failure) {}

    private static Run run(int percent) {
        double begin = Cost.cpuSeconds();
        SimCluster cluster = MassFailure.stable(NODES, 1);
        double seconds = Cost.cpuSeconds() - begin;
        long inputs = cluster.handled();
        return new Run(percent, cluster.overlay(), inputs, seconds, new MassFailure(cluster, percent / 100.0));
    }

    private void tell(Run run) {
        int percent = run.percent();
        MassFailure failure = run.failure();
        cost.add(percent + " % died", run.inputsUntilStable(), run.secondsUntilStable());
        for (int second : SECONDS) {
            Floods floods = failure.after(second);
            reliability.add(percent, second, floods.reliability(), floods.worst(), floods.meanHops(), floods.maxHops());
        }
        int nearly = failure.secondsUntil(0.999);
        int wholly = failure.secondsUntil(failure.before().reliability());
        healing.add(
                percent,
                failure.alive(),
                nearly,
                cycles(nearly),
                wholly,
                cycles(wholly),
                failure.after(60).reliability(),
                failure.withContacts().reliability());
    }

    private static int cycles(int seconds) {
        return seconds < 0 ? -1 : (int) Math.ceil((double) seconds / MassFailure.CYCLE.toSeconds());
    }

    private void graph(OverlayGraph graph) throws IOException {
        int[] sources = graph.sample(200, new SplittableRandom(1));
        Floods floods = Floods.through(graph, 200);
        new Table("measure", "value")
                .add("nodes", graph.size())
                .add("components", graph.components().size())
                .add("clustering_coefficient", graph.clusteringCoefficient())
                .add("average_shortest_path", graph.averagePath(sources))
                .add("max_hops_to_delivery", floods.maxHops())
                .add("reliability", floods.reliability())
                .write(directory.resolve("graph.csv"));
        Table inDegrees = new Table("in_degree", "nodes");
        graph.inDegrees().forEach(inDegrees::add);
        inDegrees.write(directory.resolve("in-degree.csv"));
    }

    private void plot(List<MassFailure> failures) throws IOException {
        double[] percents = IntStream.of(FAILURES).asDoubleStream().toArray();
        Plot plot = new Plot("Reliability of floods, " + NODES + " nodes", "nodes that died at once, %", "reliability")
                .from(0);
        for (int second : SECONDS) {
            plot.line(
                    second + " s after",
                    percents,
                    failures.stream()
                            .mapToDouble(failure -> failure.after(second).reliability())
                            .toArray());
        }
        plot.write(directory.resolve("reliability.png"));
        Plot course =
                new Plot("The first seconds, " + NODES + " nodes", "seconds after the failure", "reliability").from(0);
        double[] seconds = IntStream.rangeClosed(0, 20).asDoubleStream().toArray();
        for (int i = 0; i < FAILURES.length; i++) {
            MassFailure failure = failures.get(i);
            course.line(
                    FAILURES[i] + " %",
                    seconds,
                    IntStream.rangeClosed(0, 20)
                            .mapToDouble(second -> failure.after(second).reliability())
                            .toArray());
        }
        course.write(directory.resolve("healing.png"));
    }
}
