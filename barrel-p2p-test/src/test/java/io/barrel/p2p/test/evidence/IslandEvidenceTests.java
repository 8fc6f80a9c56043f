package io.barrel.p2p.test.evidence;

import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.half;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.test.SimCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Halves that were apart for ten minutes, twice what a full passive view remembers: how long until they are one again. */
@Tag("evidence")
class IslandEvidenceTests {

    private static final int NODES = Integer.getInteger("evidence.island.nodes", 1_000);
    private static final int SEEDS = 5;
    private static final int WATCHED_SECONDS = 600;

    private final Path directory = EvidenceDirectory.named("islands");
    private final Table table = new Table(
            "nodes", "heal_period", "seed", "components_when_healed", "seconds_until_one", "one_way_edges_after");

    @Test
    void halvesBecomeOneAgain() throws IOException {
        List<Integer> seconds = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            seconds.add(run(HyParViewConfig.DEFAULT, seed));
        }
        int never =
                run(HyParViewConfig.DEFAULT.withHealPeriod(Duration.ofDays(1)).withRotatePeriod(Duration.ofDays(1)), 1);
        table.write(directory.resolve("islands.csv"));
        assertThat(seconds).allSatisfy(time -> assertThat(time).isNotNegative());
        assertThat(never).isNegative();
    }

    private int run(HyParViewConfig config, long seed) {
        SimCluster cluster = SimCluster.of(NODES)
                .seed(seed)
                .config(config)
                .joinedThrough(first())
                .settle(Duration.ofMinutes(1))
                .partition(half())
                .settle(Duration.ofMinutes(10));
        int components = cluster.components().size();
        cluster.heal();
        int needed = -1;
        for (int second = 0; second < WATCHED_SECONDS && needed < 0; second++) {
            cluster.settle(Duration.ofSeconds(1));
            needed = cluster.connected() ? second + 1 : -1;
        }
        cluster.settle(Duration.ofMinutes(1));
        int oneWay = cluster.lastingOneWayEdges().size();
        table.add(NODES, config.healPeriod(), seed, components, needed, oneWay);
        return needed;
    }
}
