package io.barrel.p2p.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.HyParViewConfig.Optimize;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.test.udp.Direction;
import io.barrel.p2p.transport.TransportStatistics;
import io.barrel.p2p.wire.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuicClusterTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The defaults with periods short enough for a test. */
    static final HyParViewConfig QUICK = new HyParViewConfig(
            5,
            30,
            6,
            3,
            8,
            Duration.ofSeconds(1),
            5,
            Duration.ofMillis(100),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Optimize.NONE);

    @Test
    void nodesFindEachOtherThroughTheirProxies() {
        try (QuicCluster cluster = cluster(3)) {
            cluster.awaitConnected();

            long through = cluster.nodes().stream()
                    .mapToLong(node ->
                            cluster.proxy(node).counts(Direction.TO_TARGET).forwarded())
                    .sum();
            assertThat(through).isPositive();
            assertThat(cluster.node(0)
                            .p2p()
                            .node()
                            .orElseThrow()
                            .self()
                            .address()
                            .port())
                    .isEqualTo(cluster.proxy(cluster.node(0)).address().getPort());
        }
    }

    @Test
    void applicationFromOutsideIsPartOfTheOverlay(@TempDir Path data) {
        NodeId name = NodeId.of("application@outside");
        try (QuicCluster cluster = cluster(2);
                BarrelP2p application = BarrelP2p.create(BarrelP2pConfig.builder()
                        .nodeName(name)
                        .bindAddress("127.0.0.1")
                        .dataDir(data)
                        .contactNodes(cluster.contacts())
                        .auth(AuthConfig.builder()
                                .cookie(Cookie.of(TestCluster.COOKIE))
                                .build())
                        .build())) {
            application.start();
            cluster.await(
                    () -> cluster.nodes().stream()
                            .allMatch(node -> node.activePeers().contains(name)),
                    PATIENCE);

            cluster.awaitConnected();

            cluster.stop(cluster.node(1));
            cluster.awaitConnected();
            assertThat(cluster.node(0).activePeers()).containsExactly(name);
        }
    }

    @Test
    void partitionedSidesLoseEachOtherAndMeetAgain() {
        try (QuicCluster cluster = cluster(3)) {
            cluster.awaitConnected();
            TestNode alone = cluster.node(2);

            cluster.partition(alone);
            cluster.await(() -> alone.activePeers().isEmpty() && !isPeer(cluster.node(0), alone), PATIENCE);
            cluster.await(() -> isPeer(cluster.node(0), cluster.node(1)), PATIENCE);
            cluster.heal();

            cluster.awaitConnected();
        }
    }

    @Test
    void lineThatIsCutOneWayOnlyIsLostAtBothEnds() {
        try (QuicCluster cluster = cluster(2)) {
            cluster.awaitConnected();

            cluster.cut(cluster.node(0), cluster.node(1));

            cluster.await(
                    () -> cluster.node(0).activePeers().isEmpty()
                            && cluster.node(1).activePeers().isEmpty(),
                    PATIENCE);
        }
    }

    @Test
    void pausedNodeStandsStillAndComesBackWhenItGoesOn() {
        try (QuicCluster cluster = cluster(2)) {
            cluster.awaitConnected();
            TestNode paused = cluster.node(1);
            cluster.await(() -> paused.events().size() == 3, PATIENCE);

            cluster.pause(paused);
            cluster.await(() -> cluster.node(0).activePeers().isEmpty(), PATIENCE);
            assertThat(paused.activePeers()).containsExactly(cluster.node(0).name());
            assertThat(paused.events()).hasSize(3);
            cluster.resume(paused);

            cluster.await(() -> isPeer(cluster.node(0), paused) && isPeer(paused, cluster.node(0)), PATIENCE);
        }
    }

    @Test
    void crashedNodeSaysNothingAndIsTheSameWhenItStartsAgain() {
        try (QuicCluster cluster = cluster(2)) {
            cluster.awaitConnected();
            TestNode crashing = cluster.node(1);
            String fingerprint = crashing.p2p().node().orElseThrow().fingerprint();

            cluster.crash(crashing);
            cluster.await(
                    () -> cluster.node(0).events().contains(new PeerDown(crashing.name(), DownReason.NODEDOWN)),
                    PATIENCE);
            assertThat(crashing.events()).noneMatch(event -> event instanceof PeerDown);
            cluster.restart(crashing);
            cluster.awaitConnected();

            assertThat(crashing.p2p().node().orElseThrow().fingerprint()).isEqualTo(fingerprint);
        }
    }

    @Test
    void stoppedNodeIsSeenToLeaveInOrder() {
        try (QuicCluster cluster = cluster(2)) {
            cluster.awaitConnected();

            cluster.stop(cluster.node(1));

            PeerDown graceful = new PeerDown(cluster.node(1).name(), DownReason.GRACEFUL);
            cluster.await(() -> cluster.node(0).events().contains(graceful), PATIENCE);
        }
    }

    @Test
    void tenPercentOfLossCostsNobodyAPeer() {
        try (QuicCluster cluster = cluster(2)) {
            cluster.awaitConnected();
            cluster.loss(0.1);
            long before = forwarded(cluster);

            cluster.await(() -> forwarded(cluster) > before + 20, PATIENCE);

            assertThat(cluster.events()).noneMatch(event -> event.event() instanceof PeerDown);
        }
    }

    @Test
    void linkSurvivesTheRebindingOfItsNat() {
        try (QuicCluster cluster = cluster(2)) {
            cluster.awaitConnected();
            cluster.await(() -> cluster.nodes().stream().allMatch(QuicClusterTests::isSettled), PATIENCE);
            List<Instant> links = links(cluster);

            cluster.nodes().forEach(node -> cluster.proxy(node).rebind());
            long then = forwarded(cluster);
            cluster.await(() -> forwarded(cluster) > then + 20, PATIENCE);

            assertThat(links(cluster)).isEqualTo(links);
            assertThat(cluster.events()).noneMatch(event -> event.event() instanceof PeerDown);
        }
    }

    /** One link, and no other is being made. */
    private static boolean isSettled(TestNode node) {
        TransportStatistics transport = node.p2p().transport();
        return transport.links() == 1 && transport.pendingHandshakes() == 0 && transport.dials() == 0;
    }

    /** Since when the links of the nodes are up. */
    private static List<Instant> links(QuicCluster cluster) {
        return cluster.nodes().stream()
                .flatMap(node -> node.p2p().connections().stream())
                .map(connection -> connection.statistics().since())
                .toList();
    }

    private static long forwarded(QuicCluster cluster) {
        return cluster.nodes().stream()
                .mapToLong(
                        node -> cluster.proxy(node).counts(Direction.TO_CLIENT).forwarded())
                .sum();
    }

    private static boolean isPeer(TestNode node, TestNode peer) {
        return node.activePeers().contains(peer.name());
    }

    private static QuicCluster cluster(int nodes) {
        return TestCluster.builder(nodes)
                .configure((node, index) -> node.membership(QUICK))
                .quic();
    }
}
