package io.barrel.p2p.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Measures of graphs small enough to be worked out by hand. */
class OverlayGraphTests {

    /** 0 - 1 - 2 - 3 */
    private static final OverlayGraph PATH = graph(new int[][] {{1}, {0, 2}, {1, 3}, {2}});

    /** A triangle 0, 1, 2 with 3 hanging on 2. */
    private static final OverlayGraph KITE = graph(new int[][] {{1, 2}, {0, 2}, {0, 1, 3}, {2}});

    private static OverlayGraph graph(int[][] edges, int... absent) {
        BitSet present = new BitSet();
        present.set(0, edges.length);
        Arrays.stream(absent).forEach(present::clear);
        return new OverlayGraph(edges, present, (from, to) -> 10 * Math.abs(from - to));
    }

    @Test
    void floodReachesEveryNodeOfAPathInAsManyHopsAsItIsLong() {
        OverlayGraph.Flood flood = PATH.flood(0);
        assertThat(flood.reliability()).isEqualTo(1);
        assertThat(flood.maxHops()).isEqualTo(3);
        assertThat(flood.meanHops()).isEqualTo((0 + 1 + 2 + 3) / 4.0);
    }

    @Test
    void floodFollowsEdgesAsTheirSenderHasThem() {
        OverlayGraph oneWay = graph(new int[][] {{1}, {}, {0}});
        assertThat(oneWay.flood(2).reliability()).isEqualTo(1);
        assertThat(oneWay.flood(1).reached()).isEqualTo(1);
        assertThat(oneWay.flood(0).reliability()).isEqualTo(2 / 3.0);
    }

    @Test
    void nodeThatTakesNoPartNeitherHearsNorPassesOn() {
        OverlayGraph broken = graph(new int[][] {{1}, {0, 2}, {1, 3}, {2}}, 1);
        assertThat(broken.size()).isEqualTo(3);
        assertThat(broken.flood(0).reached()).isEqualTo(1);
        assertThat(broken.flood(2).reliability()).isEqualTo(2 / 3.0);
        assertThat(broken.components()).containsExactly(2, 1);
    }

    @Test
    void messageTakesTheFastestWayNotTheOneOfFewestHops() {
        OverlayGraph detour = new OverlayGraph(
                new int[][] {{1, 2}, {0, 2}, {0, 1}}, bits(3), (from, to) -> from + to == 2 && from != to ? 100 : 10);
        OverlayGraph.Delivery delivery = detour.delivery(0);
        assertThat(delivery.last()).isEqualTo(20);
        assertThat(delivery.mean()).isEqualTo((0 + 10 + 20) / 3.0);
    }

    @Test
    void clusteringCountsTheTrianglesAmongANodesPeers() {
        assertThat(PATH.clusteringCoefficient()).isZero();
        assertThat(graph(new int[][] {{1, 2}, {0, 2}, {0, 1}}).clusteringCoefficient())
                .isEqualTo(1);
        assertThat(KITE.clusteringCoefficient()).isCloseTo((1 + 1 + 1 / 3.0 + 0) / 4, within(1e-12));
    }

    @Test
    void averagePathIsTheMeanOverThePairsThatReachEachOther() {
        assertThat(PATH.averagePath(0, 1, 2, 3)).isEqualTo((6 + 4 + 4 + 6) / 12.0);
        assertThat(graph(new int[][] {{1}, {0}, {}}).averagePath(0, 1, 2)).isEqualTo(1);
        assertThat(graph(new int[][] {{}}).averagePath(0)).isZero();
    }

    @Test
    void degreesAreCountedByWhoHasWhomInView() {
        assertThat(KITE.degrees()).isEqualTo(Map.of(1, 1, 2, 2, 3, 1));
        OverlayGraph star = graph(new int[][] {{}, {0}, {0}, {0}});
        assertThat(star.degrees()).isEqualTo(Map.of(0, 1, 1, 3));
        assertThat(star.inDegrees()).isEqualTo(Map.of(0, 3, 3, 1));
    }

    @Test
    void componentsHangTogetherByEdgesThatBothEndsHave() {
        assertThat(graph(new int[][] {{1}, {0}, {1, 3}, {2}, {}}).components()).containsExactly(2, 2, 1);
    }

    @Test
    void edgesAcrossZonesCountOnceWhicheverEndHasThem() {
        assertThat(KITE.edgesAcross(node -> node % 2)).isEqualTo(3);
        assertThat(graph(new int[][] {{1}, {}}).edgesAcross(node -> node)).isEqualTo(1);
        assertThat(KITE.edgesAcross(node -> 0)).isZero();
    }

    @Test
    void sampleHoldsDifferentNodesThatTakePart() {
        int[] sample = graph(new int[10][0], 3, 4).sample(20, new SplittableRandom(1));
        assertThat(sample).hasSize(8).doesNotContain(3, 4).doesNotHaveDuplicates();
    }

    private static BitSet bits(int count) {
        BitSet bits = new BitSet();
        bits.set(0, count);
        return bits;
    }
}
