package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.first;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LatencyTests {

    private static double[] sorted(Latency latency) {
        SplittableRandom random = new SplittableRandom(1);
        return DoubleStream.generate(() -> latency.base(0, 1, random.nextLong()))
                .limit(10_000)
                .sorted()
                .toArray();
    }

    @Test
    void uniformWaysFillTheirBounds() {
        double[] ways = sorted(Latency.uniform(2, 12));
        assertThat(ways[0]).isBetween(2.0, 2.1);
        assertThat(ways[5_000]).isCloseTo(7, within(0.2));
        assertThat(ways[9_999]).isBetween(11.9, 12.0);
    }

    @Test
    void logNormalWaysHaveTheirMedianAndALongTail() {
        double[] ways = sorted(Latency.logNormal(20, 0.5));
        assertThat(ways[5_000]).isCloseTo(20, within(0.5));
        assertThat(ways[9_750]).isCloseTo(20 * Math.exp(0.5 * 1.96), within(2.0));
    }

    @Test
    void wayBetweenDatacentresIsLongerThanOneWithin() {
        Latency latency = Latency.twoDatacentres(1, 40);
        assertThat(latency.zone(4)).isEqualTo(latency.zone(6)).isNotEqualTo(latency.zone(5));
        assertThat(latency.base(4, 6, 77)).isBetween(1.0, 1.5);
        assertThat(latency.base(4, 5, 77)).isBetween(40.0, 48.0);
    }

    @Test
    void roundTripTimeIsThatOfThePairInThisRun() {
        SimCluster cluster = SimCluster.of(10).seed(7).latency(Latency.uniform(1, 100));
        assertThat(cluster.rtt(2, 3)).isEqualTo(cluster.rtt(3, 2)).isBetween(2.0, 200.0);
        assertThat(cluster.rtt(2, 3)).isNotEqualTo(cluster.rtt(2, 4));
        double before = cluster.rtt(2, 3);
        cluster.joinedThrough(first()).settle(Duration.ofSeconds(20));
        assertThat(cluster.rtt(2, 3)).isEqualTo(before);
        assertThat(SimCluster.of(10).seed(8).latency(Latency.uniform(1, 100)).rtt(2, 3))
                .isNotEqualTo(before);
    }
}
