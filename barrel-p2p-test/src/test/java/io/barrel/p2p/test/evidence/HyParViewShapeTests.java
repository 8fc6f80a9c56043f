package io.barrel.p2p.test.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.test.OverlayGraph;
import io.barrel.p2p.test.SimCluster;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The experiments of the HyParView paper at a tenth of its size: the shape of its results, not its figures. */
class HyParViewShapeTests {

    private static final int NODES = 1_000;

    @Test
    void stableOverlayIsMuchLikeARandomGraphOfItsDegree() {
        OverlayGraph graph = MassFailure.stable(NODES, 1).overlay();
        double random = Math.log(NODES) / Math.log(4);
        assertThat(graph.averagePath(graph.sample(100, new SplittableRandom(1))))
                .isBetween(0.8 * random, 1.2 * random);
        assertThat(graph.clusteringCoefficient()).isLessThan(0.03);
        assertThat(graph.inDegrees().get(5)).isGreaterThan(NODES * 95 / 100);
        assertThat(graph.components()).containsExactly(NODES);
    }

    @Test
    void floodsReachNearlyAllThatLiveTenSecondsAfterATenthDied() {
        MassFailure failure = failure(0.1);
        assertThat(failure.after(10).reliability()).isGreaterThan(0.99);
        assertThat(failure.secondsUntil(0.999)).isBetween(0, 20);
    }

    @Test
    void fewerHearAFloodRightAfterMoreDiedAndTheViewsHealThat() {
        MassFailure half = failure(0.5);
        assertThat(half.after(10).reliability()).isGreaterThan(0.99);

        MassFailure most = failure(0.8);
        assertThat(most.after(0).reliability()).isLessThan(half.after(0).reliability());
        assertThat(most.after(10).reliability())
                .isGreaterThan(0.9)
                .isGreaterThan(most.after(0).reliability());
        assertThat(most.withContacts().reliability()).isGreaterThan(0.99);
    }

    private static MassFailure failure(double died) {
        SimCluster cluster = MassFailure.stable(NODES, 1);
        return new MassFailure(cluster, died);
    }
}
