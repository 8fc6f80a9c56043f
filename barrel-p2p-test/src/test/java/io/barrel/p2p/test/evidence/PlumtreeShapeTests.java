package io.barrel.p2p.test.evidence;

import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.test.Latency;
import io.barrel.p2p.test.SimCluster;
import io.barrel.p2p.test.SimSettings;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The experiments of {@link PlumtreeEvidenceTests} in small. */
class PlumtreeShapeTests {

    private static final int NODES = 300;
    private static final Duration APART = Duration.ofMillis(500);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void settledTreeIsThriftyAndOutlivesTheDeathOfHalf(long seed) {
        SimCluster cluster = SimCluster.of(NODES)
                .seed(seed)
                .latency(Latency.uniform(1, 3))
                .whole(SimSettings.DEFAULT.withoutRoster())
                .joinedThrough(first(), Duration.ofMillis(25))
                .settle(Duration.ofMinutes(2));
        Broadcasts broadcasts = new Broadcasts(cluster);

        Broadcasts.Outcome flood = broadcasts.send(1, APART, number -> 0);
        broadcasts.send(20, APART, number -> 0);
        Broadcasts.Outcome settled = broadcasts.send(20, APART, number -> 0);
        cluster.crash(part(0.5));
        int publisher = cluster.up().get(0);
        Broadcasts.Outcome during = broadcasts.send(20, APART, number -> publisher);

        assertThat(flood.reliability()).isEqualTo(1);
        assertThat(settled.reliability()).isEqualTo(1);
        assertThat(settled.redundancy()).isLessThan(0.1).isLessThan(flood.redundancy() / 10);
        assertThat(during.reliability()).isGreaterThan(0.99);
    }
}
