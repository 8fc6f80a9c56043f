package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.half;
import static io.barrel.p2p.test.NodeChoice.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.HyParViewConfig.Optimize;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network that comes apart for longer than anybody's views remember, and comes together again. */
class IslandTests {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(ints = {6, 12, 50})
    void halvesThatForgotEachOtherMergeWithinMinutes(int size) {
        LongStream.range(0, 10).forEach(seed -> {
            SimCluster cluster =
                    SimCluster.of(size).seed(seed).joinedThrough(first()).settle(MINUTE);
            cluster.partition(half()).settle(Duration.ofMinutes(10));
            assertThat(cluster.components()).as(cluster::summary).containsExactly(size / 2, size / 2);

            cluster.heal().settle(MINUTE.multipliedBy(2));
            assertSound(cluster);
        });
    }

    @Test
    void halvesStayApartWhenNobodyIsDialledAgain() {
        HyParViewConfig idle =
                HyParViewConfig.DEFAULT.withHealPeriod(Duration.ofDays(1)).withRotatePeriod(Duration.ofDays(1));
        SimCluster cluster =
                SimCluster.of(200).seed(1).config(idle).joinedThrough(first()).settle(MINUTE);
        cluster.partition(half()).settle(Duration.ofMinutes(20)).heal().settle(MINUTE.multipliedBy(5));
        assertThat(cluster.components()).as(cluster::summary).containsExactly(100, 100);
    }

    @Test
    void halvesOfWhichOneRestartedMeanwhileMergeThroughTheOther() {
        LongStream.range(0, 10).forEach(seed -> {
            NodeChoice island = node(6, 7, 8, 9, 10, 11);
            SimCluster cluster = SimCluster.of(12)
                    .seed(seed)
                    .joinedThrough(node(0, 6))
                    .settle(MINUTE)
                    .partition(island)
                    .settle(MINUTE)
                    .crash(island)
                    .start(island)
                    .settle(Duration.ofMinutes(10));
            assertThat(cluster.components()).as(cluster::summary).containsExactly(6, 6);

            cluster.heal().settle(MINUTE.multipliedBy(2));
            assertSound(cluster);
        });
    }

    @Test
    void halvesThatBothRestartedMeanwhileMergeThroughContactsTheyNeverMet() {
        LongStream.range(0, 10).forEach(seed -> {
            NodeChoice island = node(6, 7, 8, 9, 10, 11);
            SimCluster cluster = SimCluster.of(12)
                    .seed(seed)
                    .contactsAre(node(0, 6))
                    .partition(island)
                    .start(NodeChoice.all())
                    .settle(Duration.ofMinutes(10));
            assertThat(cluster.components()).as(cluster::summary).containsExactly(6, 6);

            cluster.heal().settle(MINUTE.multipliedBy(10));
            assertSound(cluster);
        });
    }

    @Test
    void optimizedOverlayMergesAsWell() {
        LongStream.range(0, 10).forEach(seed -> {
            SimCluster cluster = SimCluster.of(50)
                    .seed(seed)
                    .config(HyParViewConfig.DEFAULT.withOptimize(Optimize.RTT))
                    .joinedThrough(first())
                    .settle(MINUTE);
            cluster.partition(half()).settle(Duration.ofMinutes(10));
            assertThat(cluster.components()).as(cluster::summary).containsExactly(25, 25);

            cluster.heal().settle(MINUTE.multipliedBy(2));
            assertSound(cluster);
        });
    }

    private static void assertSound(SimCluster cluster) {
        assertThat(cluster.connected()).as(cluster::summary).isTrue();
        assertThat(cluster.lastingOneWayEdges()).as(cluster::summary).isEmpty();
    }
}
