package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.all;
import static io.barrel.p2p.test.NodeChoice.any;
import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static io.barrel.p2p.test.NodeChoice.range;
import static io.barrel.p2p.test.SoundOverlay.assertSound;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each fault of the simulated network does to a cluster what the real one does, and the overlay gets over it. */
class SimFaultTests {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static SimCluster cluster(int size) {
        return SimCluster.of(size).seed(7).checking().joinedThrough(first()).settle(MINUTE);
    }

    private static SimCluster pair() {
        return SimCluster.of(2).seed(7).checking().startedAtOnceThrough(first()).settle(Duration.ofSeconds(5));
    }

    @Test
    void pauseShorterThanTheDetectionIsNoticedByNobody() {
        SimCluster cluster = pair().pause(node(1)).settle(Duration.ofSeconds(1));
        cluster.resume(node(1)).settle(MINUTE);
        assertThat(cluster.downs(DownReason.NODEDOWN)).isZero();
        assertSound(cluster, 2);
    }

    @Test
    void pausedNodeHandlesNothingAndLearnsWhenItGoesOnThatItsLinksDied() {
        SimCluster cluster = pair().pause(node(1)).settle(Duration.ofSeconds(20));
        assertThat(cluster.downs(DownReason.NODEDOWN)).isEqualTo(1);
        assertThat(cluster.hasActive(0, 1)).isFalse();
        assertThat(cluster.hasActive(1, 0)).isTrue();

        cluster.resume(node(1)).settle(Duration.ofMillis(1));
        assertThat(cluster.downs(DownReason.NODEDOWN)).isEqualTo(2);

        cluster.settle(MINUTE);
        assertSound(cluster, 2);
    }

    @Test
    void pausedNodesDoNotJudgeEachOther() {
        SimCluster cluster = pair().pause(all()).settle(MINUTE).resume(all()).settle(MINUTE);
        assertThat(cluster.downs(DownReason.NODEDOWN)).isZero();
        assertSound(cluster, 2);
    }

    @Test
    void slowContactTakesEverybodyInAfterAll() {
        SimCluster cluster = SimCluster.of(50).seed(7).checking().slow(first(), Duration.ofMillis(100));
        cluster.startedAtOnceThrough(first()).settle(Duration.ofSeconds(2));
        assertThat(cluster.components()).as("the contact is busy").hasSizeGreaterThan(1);
        cluster.settle(MINUTE.multipliedBy(2));
        assertSound(cluster, 50);
    }

    @Test
    void lossDelaysMessagesAndLosesNoPeer() {
        SimCluster cluster = SimCluster.of(50)
                .seed(7)
                .checking()
                .loss(0.05)
                .joinedThrough(first())
                .settle(MINUTE.multipliedBy(10));
        assertThat(cluster.downs(DownReason.NODEDOWN)).isZero();
        assertSound(cluster, 50);
    }

    @Test
    void wayOnWhichEverythingIsLostEndsTheLinkAtBothEnds() {
        SimCluster cluster = pair().loss(node(0), node(1), 1);
        assertThat(cluster.hasActive(0, 1) && cluster.hasActive(1, 0)).isTrue();

        cluster.settle(Duration.ofSeconds(3));
        assertThat(cluster.hasActive(0, 1) || cluster.hasActive(1, 0)).isFalse();
        assertThat(cluster.downs(DownReason.NODEDOWN)).isEqualTo(2);

        cluster.heal().settle(MINUTE);
        assertSound(cluster, 2);
    }

    @Test
    void duplicatedAndOvertakingMessagesLeaveASoundOverlay() {
        for (long seed = 0; seed < 20; seed++) {
            SimCluster cluster = SimCluster.of(30)
                    .seed(seed)
                    .checking()
                    .duplication(0.3)
                    .reordering(0.3)
                    .startedAtOnceThrough(first())
                    .settle(MINUTE)
                    .crash(any(10))
                    .settle(MINUTE)
                    .duplication(0)
                    .reordering(0)
                    .settle(MINUTE.multipliedBy(3));
            assertSound(cluster, 20);
        }
    }

    @Test
    void islandsReachOnlyThemselves() {
        SimCluster cluster = cluster(30).islands(range(0, 10), range(10, 20)).settle(Duration.ofSeconds(30));
        assertThat(cluster.components()).as(cluster::summary).containsExactly(10, 10, 10);
    }

    @Test
    void farewellArrivesBehindWhatWasSentBeforeIt() {
        SimCluster cluster = cluster(12).stop(node(7)).settle(Duration.ofSeconds(5));
        assertThat(cluster.downs(DownReason.GRACEFUL)).isPositive();
        assertThat(cluster.downs(DownReason.NODEDOWN)).isZero();
    }

    @Test
    void sameSeedIsTheSameRunWhateverFaultsThereAre() {
        assertThat(stormy(7)).isEqualTo(stormy(7)).isNotEqualTo(stormy(8));
    }

    private static long stormy(long seed) {
        return SimCluster.of(100)
                .seed(seed)
                .latency(Latency.logNormal(20, 0.5))
                .loss(0.05)
                .duplication(0.05)
                .reordering(0.05)
                .joinedThrough(first())
                .pause(any(10))
                .slow(any(10), Duration.ofMillis(5))
                .loss(node(1), all(), 1)
                .settle(Duration.ofSeconds(30))
                .heal()
                .resume(all())
                .settle(Duration.ofSeconds(30))
                .digest();
    }
}
