package io.barrel.p2p.test.evidence;

import static io.barrel.p2p.test.NodeChoice.first;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.test.OverlayGraph;
import io.barrel.p2p.test.SimCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nodes that join faster than their walks travel are linked to each other: an overlay of long ways. What rotating edges
 * make of it.
 */
@Tag("evidence")
class RotationEvidenceTests {

    private static final int NODES = Integer.getInteger("evidence.rotation.nodes", 3_000);
    private static final int MINUTES = 30;
    private static final int STEP = 2;

    private final Path directory = EvidenceDirectory.named("rotation");
    private final Table table = new Table(
            "rotate_period", "minutes", "average_shortest_path", "max_hops", "clustering_coefficient", "components");
    private final Plot plot = new Plot("Average path after " + NODES + " joins, one every 10 ms", "minutes", "hops");

    @Test
    void rotatingEdgesUndoWhatAHurryOfJoinsDid() throws IOException {
        double still = run("never", Duration.ofDays(1));
        double rotating = run("5 min", HyParViewConfig.DEFAULT.rotatePeriod());
        table.write(directory.resolve("rotation.csv"));
        plot.write(directory.resolve("rotation.png"));
        assertThat(rotating).isLessThan(still);
    }

    private double run(String name, Duration period) {
        SimCluster cluster = SimCluster.of(NODES)
                .seed(1)
                .config(HyParViewConfig.DEFAULT.withRotatePeriod(period))
                .joinedThrough(first());
        double[] minutes = new double[MINUTES / STEP + 1];
        double[] paths = new double[minutes.length];
        for (int i = 0; i < minutes.length; i++) {
            cluster.settle(Duration.ofMinutes(i == 0 ? 1 : STEP));
            OverlayGraph graph = cluster.overlay();
            minutes[i] = 1 + STEP * i;
            paths[i] = graph.averagePath(graph.sample(100, new SplittableRandom(1)));
            table.add(
                    name,
                    1 + STEP * i,
                    paths[i],
                    Floods.through(graph, 100).maxHops(),
                    graph.clusteringCoefficient(),
                    graph.components().size());
        }
        plot.line("rotate-period " + name, minutes, paths);
        return paths[paths.length - 1];
    }
}
