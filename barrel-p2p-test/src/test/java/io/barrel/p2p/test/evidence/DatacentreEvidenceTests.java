package io.barrel.p2p.test.evidence;

import static io.barrel.p2p.test.NodeChoice.first;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.HyParViewConfig.Optimize;
import io.barrel.p2p.test.Latency;
import io.barrel.p2p.test.OverlayGraph;
import io.barrel.p2p.test.SimCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What preferring near peers gains when nodes are in two datacentres, 1 to 1.5 ms and 40 to 48 ms from each other. */
@Tag("evidence")
class DatacentreEvidenceTests {

    private static final int NODES = Integer.getInteger("evidence.datacentre.nodes", 1_000);
    private static final int MINUTES = 20;
    private static final int SEEDS = 3;

    private final Path directory = EvidenceDirectory.named("datacentres");
    private final Table table = new Table(
            "optimize",
            "seed",
            "minutes",
            "mean_ms",
            "last_ms",
            "edges_across",
            "components",
            "clustering_coefficient");
    private final Plot plot =
            new Plot("Mean time to hear a broadcast, two datacentres, " + NODES + " nodes", "minutes", "ms").from(0);

    private record Broadcast(double mean, double last, int edgesAcross) {}

    @Test
    void nearPeersMakeBroadcastsFasterAndLeaveTheDatacentresConnected() throws IOException {
        List<Broadcast> random = new ArrayList<>();
        List<Broadcast> near = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            random.add(run(Optimize.NONE, seed));
            near.add(run(Optimize.RTT, seed));
        }
        table.write(directory.resolve("broadcast.csv"));
        plot.write(directory.resolve("broadcast.png"));
        for (int i = 0; i < SEEDS; i++) {
            assertThat(near.get(i).mean()).isLessThan(random.get(i).mean());
            assertThat(near.get(i).edgesAcross())
                    .isPositive()
                    .isLessThan(random.get(i).edgesAcross());
        }
    }

    private Broadcast run(Optimize optimize, long seed) {
        SimCluster cluster = SimCluster.of(NODES)
                .seed(seed)
                .config(HyParViewConfig.DEFAULT.withOptimize(optimize))
                .latency(Latency.twoDatacentres(1, 40))
                .joinedThrough(first(), Duration.ofMillis(200));
        double[] minutes = new double[MINUTES + 1];
        double[] means = new double[MINUTES + 1];
        Broadcast last = new Broadcast(0, 0, 0);
        for (int minute = 0; minute <= MINUTES; minute++) {
            last = measure(cluster, optimize, seed, minute);
            minutes[minute] = minute;
            means[minute] = last.mean();
            cluster.settle(Duration.ofMinutes(1));
        }
        plot.line(optimize + ", seed " + seed, minutes, means);
        return last;
    }

    private Broadcast measure(SimCluster cluster, Optimize optimize, long seed, int minute) {
        OverlayGraph graph = cluster.overlay();
        int[] sources = graph.sample(50, new SplittableRandom(seed));
        double mean = 0;
        double last = 0;
        for (int source : sources) {
            OverlayGraph.Delivery delivery = graph.delivery(source);
            mean += delivery.mean() / sources.length;
            last += delivery.last() / sources.length;
        }
        int across = graph.edgesAcross(cluster::zone);
        int components = graph.components().size();
        table.add(optimize, seed, minute, mean, last, across, components, graph.clusteringCoefficient());
        return new Broadcast(mean, last, across);
    }
}
