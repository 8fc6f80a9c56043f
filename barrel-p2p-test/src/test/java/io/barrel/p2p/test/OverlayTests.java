package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.all;
import static io.barrel.p2p.test.NodeChoice.down;
import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static io.barrel.p2p.test.SoundOverlay.assertSound;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cluster as a whole must do; fault numbers are those of the system measured before this one was written. */
class OverlayTests {

    private static final int SEEDS = 20;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 20, 100})
    void fault2NodesStartedAtOnceThroughOneContactFormOneSymmetricOverlayWithinSeconds(int size) {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimCluster cluster =
                    SimCluster.of(size).seed(seed).startedAtOnceThrough(first()).settle(Duration.ofSeconds(10));
            assertSound(cluster, size);
        }
    }

    @Test
    void fault3TwoNodesThatJoinEachOtherAtTheSameMomentAgree() {
        for (long seed = 0; seed < 200; seed++) {
            SimCluster cluster = SimCluster.of(2).seed(seed).checking().boot(all());
            cluster.join(0, 1).join(1, 0).settle(Duration.ofSeconds(1));
            assertSound(cluster, 2);
            assertThat(cluster.hasActive(0, 1) && cluster.hasActive(1, 0))
                    .as(cluster::summary)
                    .isTrue();
        }
    }

    @Test
    void fault5EightExplicitJoinsLeaveTheViewAtItsBound() {
        SimCluster cluster = SimCluster.of(9)
                .seed(5)
                .checking()
                .startedAtOnceThrough(node(1))
                .settle(MINUTE);
        for (int contact = 1; contact < 9; contact++) {
            cluster.join(0, contact);
        }
        cluster.settle(MINUTE);
        assertSound(cluster, 9);
        assertThat(cluster.activeSizes().getMax()).isLessThanOrEqualTo(5);
    }

    @Test
    void leaverIsSeenGracefulAndDoesNotComeBackByShuffles() {
        SimCluster cluster =
                SimCluster.of(20).seed(3).checking().joinedThrough(first()).settle(MINUTE);
        int neighbors = cluster.views(7).active().size();

        cluster.leave(node(7)).settle(MINUTE.multipliedBy(2));

        assertThat(cluster.downs(DownReason.GRACEFUL)).isEqualTo(neighbors);
        assertThat(cluster.downs(DownReason.SHUTDOWN)).isEqualTo(neighbors);
        assertThat(cluster.views(7).active()).isEmpty();
        assertSound(cluster, 19);
        for (int other : cluster.up()) {
            assertThat(cluster.hasActive(other, 7)).isFalse();
        }
    }

    @Test
    void leaverThatJoinsAgainIsTakenIn() {
        SimCluster cluster =
                SimCluster.of(12).seed(4).checking().joinedThrough(first()).settle(MINUTE);
        cluster.leave(node(7)).settle(Duration.ofSeconds(5)).join(7, 3).settle(MINUTE);
        assertSound(cluster, 12);
    }

    @Test
    void nodeThatStopsInOrderIsNoFailure() {
        SimCluster cluster =
                SimCluster.of(12).seed(4).checking().joinedThrough(first()).settle(MINUTE);
        cluster.stop(node(7)).settle(MINUTE);
        assertThat(cluster.downs(DownReason.GRACEFUL)).isPositive();
        assertThat(cluster.downs(DownReason.NODEDOWN)).isZero();
        assertSound(cluster, 11);
    }

    @Test
    void crashedNodeIsDownAfterTwoSecondsAndBackAfterItsRestart() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimCluster cluster = SimCluster.of(12)
                    .seed(seed)
                    .checking()
                    .joinedThrough(first())
                    .settle(MINUTE);
            int neighbors = cluster.views(5).active().size();

            cluster.crash(node(5)).settle(Duration.ofSeconds(3));
            assertThat(cluster.downs(DownReason.NODEDOWN)).as(cluster::summary).isEqualTo(neighbors);
            assertSound(cluster, 11);

            cluster.start(node(5)).settle(Duration.ofSeconds(10));
            assertSound(cluster, 12);
        }
    }

    @Test
    void nodeThatRestartsBeforeItsCrashIsNoticedIsHeardAgain() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimCluster cluster = SimCluster.of(12)
                    .seed(seed)
                    .checking()
                    .joinedThrough(first())
                    .settle(MINUTE);
            cluster.crash(node(5)).settle(Duration.ofMillis(20)).start(node(5)).settle(Duration.ofSeconds(20));
            assertSound(cluster, 12);
        }
    }

    @Test
    void allNodesRestartedAtOnceFormOneOverlayAgain() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimCluster cluster =
                    SimCluster.of(50).seed(seed).joinedThrough(first()).settle(Duration.ofSeconds(20));
            cluster.crash(all()).settle(Duration.ofSeconds(5)).start(down()).settle(Duration.ofSeconds(15));
            assertSound(cluster, 50);
        }
    }

    @Test
    void isolatedNodeSeeksContactsForEverAndComesBack() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimCluster cluster = SimCluster.of(12)
                    .seed(seed)
                    .checking()
                    .joinedThrough(first())
                    .partition(node(5))
                    .settle(Duration.ofMinutes(30));
            assertThat(cluster.components()).as(cluster::summary).containsExactly(11, 1);

            cluster.heal().settle(MINUTE);
            assertSound(cluster, 12);
        }
    }

    @Test
    void edgesOfReplacedLinksThatLostMessagesAreSymmetricInTheEnd() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimCluster cluster = SimCluster.of(30).seed(seed).checking().startedAtOnceThrough(first());
            for (int i = 0; i < 100; i++) {
                cluster.settle(Duration.ofMillis(10)).replaceLinks(0.2);
            }
            cluster.settle(MINUTE.multipliedBy(2));
            assertSound(cluster, 30);
        }
    }
}
