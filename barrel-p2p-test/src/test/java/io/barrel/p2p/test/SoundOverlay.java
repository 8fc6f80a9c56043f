package io.barrel.p2p.test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every cluster must be in the end. */
final class SoundOverlay {

    private SoundOverlay() {}

    /** One symmetric overlay of all that take part, with views within their bounds. */
    static void assertSound(SimCluster cluster, int takingPart) {
        assertThat(cluster.components()).as(cluster::summary).containsExactly(takingPart);
        assertThat(cluster.lastingOneWayEdges()).as(cluster::summary).isEmpty();
        assertThat(cluster.activeSizes().getMin()).as(cluster::summary).isPositive();
        assertThat(cluster.activeSizes().getMax()).as(cluster::summary).isLessThanOrEqualTo(5);
    }
}
