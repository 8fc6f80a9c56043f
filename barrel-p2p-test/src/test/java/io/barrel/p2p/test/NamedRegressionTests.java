package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static io.barrel.p2p.test.SoundOverlay.assertSound;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Defects that others had and paid for, as far as they concern membership. Some have their tests where the matter is at
 * home:
 *
 * <ul>
 *   <li>join storm through one contact leaves islands: {@code
 *       OverlayTests.fault2NodesStartedAtOnceThroughOneContactFormOneSymmetricOverlayWithinSeconds}
 *   <li>FORWARD_JOIN sent to a peer just evicted: {@code
 *       HyParViewTests.unknownEdgeIsAnsweredOncePerPeriodAndOnlyForWalks}, and {@code
 *       evictedPeerIsSentToTheNewcomerAndLearnsOfItThroughDisconnect}
 *   <li>restarted peer with the same key is not heard again: {@code
 *       OverlayTests.nodeThatRestartsBeforeItsCrashIsNoticedIsHeardAgain}, {@code
 *       LinkTableTests.newerIncarnationEndsTheOldLinkFirst}
 *   <li>simultaneous dial leaves zero or two links: {@code LinkTableTests.crossingDialsKeepTheDialOfTheSmallerName}, {@code
 *       OverlayTests.fault3TwoNodesThatJoinEachOtherAtTheSameMomentAgree}
 *   <li>late NEIGHBOR_REPLY re-adds a dead peer: {@code HyParViewTests.lateReplyReaddsNobodyAndEndsTheOtherSidesEdge}
 *   <li>partition longer than the passive view's refill, then heal: {@code
 *       IslandTests.halvesThatForgotEachOtherMergeWithinMinutes}
 *   <li>mass restart of all nodes at once: {@code OverlayTests.allNodesRestartedAtOnceFormOneOverlayAgain}
 * </ul>
 */
class NamedRegressionTests {

    private static final int SEEDS = 20;
    private static final int NODES = 30;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static SimCluster cluster(long seed) {
        return SimCluster.of(NODES).seed(seed).checking().joinedThrough(first()).settle(MINUTE);
    }

    @Test
    void nodePausedForHalfAMinuteIsDownOnceAndBackOnceAndNobodyElseFlaps() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimCluster cluster = cluster(seed);
            int neighbors = cluster.views(5).active().size();

            cluster.pause(node(5)).settle(Duration.ofSeconds(30));
            assertThat(cluster.downs(DownReason.NODEDOWN)).as(cluster::summary).isEqualTo(neighbors);

            cluster.resume(node(5)).settle(MINUTE);
            assertThat(cluster.downs(DownReason.NODEDOWN)).as(cluster::summary).isEqualTo(2 * neighbors);
            assertSound(cluster, NODES);
        }
    }

    @Test
    void packetLossInOneDirectionEndsTheEdgeOnBothSidesOnceAndLeavesTheOverlayWhole() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimCluster cluster = cluster(seed);
            int neighbors = cluster.views(5).active().size();

            cluster.loss(node(5), peersOf(5), 1).settle(Duration.ofSeconds(5));
            assertThat(cluster.downs(DownReason.NODEDOWN)).as(cluster::summary).isEqualTo(2 * neighbors);

            cluster.settle(MINUTE.multipliedBy(5));
            assertThat(cluster.downs(DownReason.NODEDOWN)).as(cluster::summary).isEqualTo(2 * neighbors);
            assertSound(cluster, NODES);
        }
    }

    /** Those that are in its view at that moment. */
    private static NodeChoice peersOf(int node) {
        return cluster -> {
            int[] peers = IntStream.range(0, cluster.size())
                    .filter(other -> cluster.hasActive(node, other))
                    .toArray();
            return node(peers).of(cluster);
        };
    }

    @Test
    void neighborRequestThatRacesAFailureOfItsConnectionEndsAndIsNotTakenForAnAnswer() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimCluster cluster = SimCluster.of(NODES).seed(seed).checking().startedAtOnceThrough(first());
            // Every 5 ms, while requests are under way, somebody dies or loses what is on its way.
            for (int victim = 1; victim <= 10; victim++) {
                cluster.settle(Duration.ofMillis(5)).replaceLinks(0.2).crash(node(victim));
            }
            cluster.settle(MINUTE.multipliedBy(3));
            assertSound(cluster, NODES - 10);
        }
    }
}
