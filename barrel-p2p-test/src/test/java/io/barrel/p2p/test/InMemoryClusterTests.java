package io.barrel.p2p.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barrel.p2p.engine.NodeState;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InMemoryClusterTests {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void nodesFindEachOtherInLittleVirtualTime() {
        try (InMemoryCluster cluster = cluster(3)) {
            cluster.awaitConnected();

            assertThat(cluster.now()).isLessThan(Duration.ofSeconds(10));
            assertThat(cluster.node(0).p2p().node().orElseThrow().state()).isEqualTo(NodeState.JOINED);
            assertThat(cluster.node(0).p2p().connections()).isNotEmpty();
            assertThat(cluster.node(0).p2p().trustStore().find(name(2))).isPresent();
        }
    }

    @Test
    void nothingHappensWhileTimeStandsStill() {
        try (InMemoryCluster cluster = cluster(2)) {
            assertThat(cluster.events()).isEmpty();
            assertThat(cluster.now()).isZero();

            cluster.advance(MINUTE);

            assertThat(cluster.now()).isEqualTo(MINUTE);
            assertThat(cluster.events())
                    .extracting(ClusterEvent::event)
                    .contains(new PeerUp(name(1)), new PeerUp(name(2)));
        }
    }

    @Test
    void futuresOfNodesCompleteWhileTimePasses() {
        try (InMemoryCluster cluster = cluster(2)) {
            cluster.awaitConnected();
            CompletableFuture<Views> left = cluster.node(1).p2p().leave().toCompletableFuture();
            assertThat(left).isNotDone();

            cluster.advanceUntil(left::isDone, MINUTE);

            assertThat(cluster.node(1).p2p().node().orElseThrow().state()).isEqualTo(NodeState.LEFT);
            cluster.advance(Duration.ofSeconds(1));
            assertThat(cluster.node(0).events()).contains(new PeerDown(name(2), DownReason.GRACEFUL));

            CompletableFuture<Views> joined = cluster.node(1)
                    .p2p()
                    .membership()
                    .join(cluster.node(0).contact())
                    .toCompletableFuture();
            cluster.advanceUntil(joined::isDone, MINUTE);
            assertThat(joined)
                    .isCompletedWithValueMatching(views -> views.active().size() == 1);
        }
    }

    @Test
    void sameSeedGivesTheSameRunAndAnotherSeedAnother() {
        List<ClusterEvent> first = eventfulRun(42);

        assertThat(eventfulRun(42)).isEqualTo(first);
        assertThat(first).hasSizeGreaterThan(20);
        assertThat(eventfulRun(43)).isNotEqualTo(first);
    }

    private static List<ClusterEvent> eventfulRun(long seed) {
        try (InMemoryCluster cluster = TestCluster.builder(8).seed(seed).inMemory()) {
            cluster.awaitConnected();
            cluster.loss(0.1);
            cluster.partition(cluster.node(0), cluster.node(1), cluster.node(2));
            cluster.advance(Duration.ofSeconds(30));
            cluster.heal();
            cluster.crash(cluster.node(3));
            cluster.pause(cluster.node(4));
            cluster.advance(Duration.ofSeconds(20));
            cluster.resume(cluster.node(4));
            cluster.restart(cluster.node(3));
            cluster.add();
            cluster.advance(Duration.ofMinutes(3));
            assertThat(cluster.isConnected()).isTrue();
            return cluster.events();
        }
    }

    @Test
    void partitionedSidesLoseEachOtherAndMeetAgain() {
        try (InMemoryCluster cluster = cluster(4)) {
            cluster.awaitConnected();
            cluster.advance(MINUTE);

            cluster.partition(cluster.node(0), cluster.node(1));
            cluster.advance(Duration.ofSeconds(10));
            assertThat(cluster.node(0).activePeers()).containsExactly(name(2));
            assertThat(cluster.node(3).activePeers()).containsExactly(name(3));

            cluster.heal();
            cluster.advance(Duration.ofMinutes(5));
            assertThat(cluster.isConnected()).isTrue();
        }
    }

    @Test
    void crashedPeerIsKnownDownInAboutTwoSeconds() {
        try (InMemoryCluster cluster = cluster(2)) {
            cluster.awaitConnected();
            cluster.advance(MINUTE);
            Duration before = cluster.now();

            cluster.crash(cluster.node(1));
            cluster.advanceUntil(() -> cluster.node(0).activePeers().isEmpty(), MINUTE);

            assertThat(cluster.now().minus(before)).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(2_600));
            cluster.advance(Duration.ofMillis(1));
            assertThat(cluster.node(0).events()).contains(new PeerDown(name(2), DownReason.NODEDOWN));
            // It has no words left: that it met its peer is all it ever said.
            assertThat(cluster.node(1).events()).hasSize(3);
        }
    }

    @Test
    void restartedNodeIsTheSameInANewIncarnation() {
        try (InMemoryCluster cluster = cluster(2)) {
            cluster.awaitConnected();
            var before = cluster.node(1).p2p().node().orElseThrow();

            cluster.crash(cluster.node(1));
            assertThat(cluster.node(1).p2p().node()).isEmpty();
            cluster.restart(cluster.node(1));
            cluster.awaitConnected();

            var after = cluster.node(1).p2p().node().orElseThrow();
            assertThat(after.fingerprint()).isEqualTo(before.fingerprint());
            assertThat(after.incarnation()).isGreaterThan(before.incarnation());
        }
    }

    @Test
    void stoppedNodeIsSeenToLeaveInOrder() {
        try (InMemoryCluster cluster = cluster(2)) {
            cluster.awaitConnected();

            cluster.stop(cluster.node(1));
            cluster.advance(Duration.ofMillis(100));

            assertThat(cluster.node(1).state()).isEqualTo(TestNode.State.STOPPED);
            assertThat(cluster.node(0).events()).contains(new PeerDown(name(2), DownReason.GRACEFUL));
        }
    }

    @Test
    void pausedNodeIsTakenForLostAndJoinsAgainWhenItGoesOn() {
        try (InMemoryCluster cluster = cluster(3)) {
            cluster.awaitConnected();
            cluster.advance(MINUTE);
            TestNode paused = cluster.node(2);
            int known = paused.events().size();

            cluster.pause(paused);
            cluster.advance(Duration.ofSeconds(30));
            assertThat(cluster.node(0).activePeers()).containsExactly(name(2));
            assertThat(paused.events()).hasSize(known);

            cluster.resume(paused);
            cluster.advanceUntil(() -> cluster.node(0).activePeers().contains(paused.name()), Duration.ofMinutes(5));
        }
    }

    @Test
    void shortPauseCostsNobodyAPeer() {
        try (InMemoryCluster cluster = cluster(3)) {
            cluster.awaitConnected();
            cluster.advance(MINUTE);

            cluster.pause(cluster.node(1));
            cluster.advance(Duration.ofSeconds(1));
            cluster.resume(cluster.node(1));
            cluster.advance(MINUTE);

            assertThat(cluster.events()).noneMatch(event -> event.event() instanceof PeerDown);
        }
    }

    @Test
    void lineThatIsCutOneWayOnlyIsLostAtBothEnds() {
        try (InMemoryCluster cluster = cluster(2)) {
            cluster.awaitConnected();

            cluster.cut(cluster.node(0), cluster.node(1));
            cluster.advance(Duration.ofSeconds(10));

            assertThat(cluster.node(0).activePeers()).isEmpty();
            assertThat(cluster.node(1).activePeers()).isEmpty();
            cluster.heal();
            cluster.advanceUntil(cluster::isConnected, Duration.ofMinutes(5));
        }
    }

    @Test
    void tenPercentOfLossCostsNobodyAPeer() {
        try (InMemoryCluster cluster = cluster(3)) {
            cluster.awaitConnected();

            cluster.loss(0.1);
            cluster.advance(Duration.ofMinutes(10));

            assertThat(cluster.events()).noneMatch(event -> event.event() instanceof PeerDown);
        }
    }

    @Test
    void slowNetworkShowsInTheRoundTripTimes() {
        try (InMemoryCluster cluster = cluster(2)) {
            cluster.latency(Duration.ofMillis(40), Duration.ofMillis(40));
            cluster.awaitConnected();
            cluster.advance(MINUTE);

            assertThat(cluster.node(0).p2p().connections())
                    .allSatisfy(connection -> assertThat(connection.statistics().rttNanos())
                            .isEqualTo(Duration.ofMillis(80).toNanos()));
        }
    }

    @Test
    void thirtyNodesBecomeOneOverlay() {
        try (InMemoryCluster cluster = cluster(30)) {
            cluster.awaitConnected();
        }
    }

    @Test
    void conditionThatDoesNotComeTrueNamesTheSeed() {
        try (InMemoryCluster cluster = TestCluster.builder(1).seed(77).inMemory()) {
            assertThatThrownBy(() -> cluster.await(() -> false, MINUTE))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("-Dp2p.test.seed=77")
                    .hasMessageContaining("n1@test");
        }
    }

    @Test
    void seedComesFromTheSystemPropertyUnlessItIsGiven() {
        String before = System.getProperty(ClusterBuilder.SEED_PROPERTY);
        System.setProperty(ClusterBuilder.SEED_PROPERTY, "4711");
        try (InMemoryCluster any = TestCluster.inMemory(1);
                InMemoryCluster given = TestCluster.builder(1).seed(5).inMemory()) {
            assertThat(any.seed()).isEqualTo(4711);
            assertThat(given.seed()).isEqualTo(5);
        } finally {
            if (before == null) {
                System.clearProperty(ClusterBuilder.SEED_PROPERTY);
            } else {
                System.setProperty(ClusterBuilder.SEED_PROPERTY, before);
            }
        }
    }

    @Test
    void anotherThreadIsRefused() {
        try (InMemoryCluster cluster = cluster(1)) {
            CompletableFuture<Void> elsewhere = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    cluster.advance(MINUTE);
                    elsewhere.complete(null);
                } catch (IllegalStateException e) {
                    elsewhere.completeExceptionally(e);
                }
            });
            thread.start();

            assertThat(elsewhere)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withMessageContaining("belongs to the thread");
        }
    }

    /** With a seed of its own only where somebody asks for it: a build must not fail by bad luck. */
    private static InMemoryCluster cluster(int nodes) {
        return TestCluster.builder(nodes)
                .seed(Long.getLong(ClusterBuilder.SEED_PROPERTY, 1))
                .inMemory();
    }

    private static NodeId name(int number) {
        return NodeId.of("n" + number + "@test");
    }
}
