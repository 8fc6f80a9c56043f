package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.discovery.FileDiscovery;
import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.engine.NodeState;
import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.NodeJoined;
import io.barrel.p2p.event.NodeLeft;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.membership.JoinException;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whole nodes over real QUIC on loopback. */
class ClusterTests extends LocalNodesTest {

    @Test
    void twoNodesBecomeActivePeersAndSayWhoTheyAre() {
        LocalNode a = start("a");
        LocalNode b = start("b", to(a));

        awaitFullMesh(a, b);

        assertThat(a.events).contains(new PeerUp(b.name), new NodeJoined(b.name));
        assertThat(b.events).contains(new PeerUp(a.name), new NodeJoined(a.name));
        assertThat(info(a).state()).isEqualTo(NodeState.JOINED);
        assertThat(a.p2p.connections()).singleElement().satisfies(connection -> {
            assertThat(connection.peer()).isEqualTo(b.name);
            assertThat(connection.active()).isTrue();
            assertThat(connection.dialled()).isFalse();
            assertThat(connection.assurance()).isEqualTo(Assurance.IDENTITY);
            assertThat(connection.incarnation()).isEqualTo(info(b).incarnation());
        });
        assertThat(a.p2p.trustStore().find(b.name).orElseThrow().publicKey().fingerprint())
                .isEqualTo(info(b).fingerprint());
        assertThat(b.p2p.trustStore().find(a.name).orElseThrow().publicKey().fingerprint())
                .isEqualTo(info(a).fingerprint());
        assertThat(a.p2p.authentication().orElseThrow().incoming().ok()).isEqualTo(1);
        assertThat(b.p2p.authentication().orElseThrow().outgoing().ok()).isEqualTo(1);
    }

    @Test
    void nodeWithoutContactsIsALoneSeed() {
        LocalNode a = start("a");

        await().untilAsserted(() -> assertThat(info(a).state()).isEqualTo(NodeState.ALONE));
        assertThat(info(a).version()).matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void nodesThatShareADirectoryFindEachOther() {
        UnaryOperator<BarrelP2pConfig.Builder> shared =
                builder -> builder.discovery(List.of(new FileDiscovery(base.resolve("discovery"))));
        LocalNode a = start("a", shared);
        LocalNode b = start("b", shared);
        LocalNode c = start("c", shared);

        awaitFullMesh(a, b, c);
    }

    @Test
    void leaverIsSeenAsGracefulAndTakesNoProposalUntilItJoinsAgain() throws Exception {
        LocalNode a = start("a");
        LocalNode b = start("b", to(a));
        LocalNode c = start("c", to(a));
        awaitFullMesh(a, b, c);

        c.p2p.leave().toCompletableFuture().get(5, TimeUnit.SECONDS);

        // The stage completes when the peers have handled it, so this needs no wait but for the dispatcher.
        assertThat(a.activePeers()).containsExactly(b.name);
        assertThat(b.activePeers()).containsExactly(a.name);
        await().untilAsserted(() -> {
            assertThat(a.events).contains(new PeerDown(c.name, DownReason.GRACEFUL));
            assertThat(b.events).contains(new PeerDown(c.name, DownReason.GRACEFUL));
            assertThat(c.events)
                    .contains(
                            new PeerDown(a.name, DownReason.SHUTDOWN),
                            new PeerDown(b.name, DownReason.SHUTDOWN),
                            new NodeLeft());
        });
        assertThat(info(c).state()).isEqualTo(NodeState.LEFT);
        assertThat(a.p2p.membership().join(c.contact()).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(15))
                .withThrowableThat()
                .withCauseInstanceOf(JoinException.class)
                .withMessageContaining("refused");

        c.p2p.membership().join(a.contact()).toCompletableFuture().get(5, TimeUnit.SECONDS);

        awaitFullMesh(a, b, c);
    }

    @Test
    void stoppedNodeIsGracefulAndItsNextStartIsANewerIncarnationWithTheSameKey() {
        LocalNode a = start("a");
        LocalNode b = start("b", to(a));
        awaitFullMesh(a, b);
        NodeInfo before = info(b);

        b.p2p.stop();

        assertThat(b.p2p.node()).isEmpty();
        await().untilAsserted(() -> assertThat(a.events).contains(new PeerDown(b.name, DownReason.GRACEFUL)));
        assertThat(a.activePeers()).isEmpty();
        await().untilAsserted(() -> assertThat(info(a).state()).isEqualTo(NodeState.ALONE));
        b.p2p.start();
        awaitFullMesh(a, b);
        assertThat(info(b).fingerprint()).isEqualTo(before.fingerprint());
        assertThat(info(b).incarnation()).isGreaterThan(before.incarnation());
    }

    @Test
    void nodesThatJoinEachOtherAtTheSameMomentShareOneLink() {
        for (int round = 0; round < 5; round++) {
            LocalNode a = start("a" + round);
            LocalNode b = start("b" + round);
            var there = a.p2p.membership().join(b.contact()).toCompletableFuture();
            var back = b.p2p.membership().join(a.contact()).toCompletableFuture();

            assertThat(there).succeedsWithin(Duration.ofSeconds(10));
            assertThat(back).succeedsWithin(Duration.ofSeconds(10));
            awaitFullMesh(a, b);
            await().untilAsserted(() -> {
                assertThat(a.p2p.transport().links()).isEqualTo(1);
                assertThat(b.p2p.transport().links()).isEqualTo(1);
            });
        }
    }

    @Test
    void eightExplicitJoinsStayWithinTheBound() {
        LocalNode hub = start("hub");
        for (int i = 0; i < 8; i++) {
            LocalNode other = start("n" + i);
            assertThat(hub.p2p.membership().join(other.contact()).toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(10));
            assertThat(hub.views().active()).hasSizeLessThanOrEqualTo(LocalNode.QUICK.activeSize());
        }
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> Overlays.assertSound(nodes));
    }

    @Test
    void joinThroughNobodyFailsAndSaysWhom() {
        LocalNode a = start("a");

        assertThat(a.p2p.membership().join("127.0.0.1:9").toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(JoinException.class)
                .withMessageContaining("127.0.0.1:9");
    }

    @Test
    void joinThatIsUnderWayWhenTheNodeStopsFails() {
        LocalNode a = start("a");
        var join = a.p2p.membership().join("127.0.0.1:9").toCompletableFuture();

        a.p2p.stop();

        assertThat(join)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(JoinException.class)
                .withMessageContaining("stopped");
        assertThat(a.p2p.membership().join("127.0.0.1:9").toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("not running");
    }

    @Test
    void joinsUnderWayAreBounded() {
        LocalNode a = start("a");
        List<CompletableFuture<?>> joins = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            joins.add(a.p2p.membership().join("127.0.0.1:9").toCompletableFuture());
        }

        assertThat(joins.get(64))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("try again later");
        assertThat(joins.subList(0, 64)).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void secondNodeOnADataDirectoryIsRefused() {
        start("a");
        LocalNode twin = new LocalNode(base, "a", UnaryOperator.identity());

        assertThatExceptionOfType(NodeStartException.class)
                .isThrownBy(twin::start)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(NodeStartException.Kind.DATA_DIRECTORY_LOCKED));
    }

    @Test
    void takenPortIsNamedAndReleasesTheDirectory() {
        LocalNode a = start("a");
        int port = info(a).self().address().port();
        LocalNode b = new LocalNode(base, "b", builder -> builder.listenPort(port));

        assertThatExceptionOfType(NodeStartException.class)
                .isThrownBy(b::start)
                .withMessageContaining(String.valueOf(port))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(NodeStartException.Kind.BIND_FAILED));
        start("b");
    }

    @Test
    void nodeOfAnotherClusterIsRefused() {
        LocalNode a = start("a");
        LocalNode b = start("b", builder -> to(a).apply(builder).clusterName("other"));

        await().untilAsserted(() ->
                assertThat(b.p2p.authentication().orElseThrow().failures()).containsKey(AuthFailure.CLUSTER_MISMATCH));
        assertThat(a.activePeers()).isEmpty();
        assertThat(a.p2p.trustStore().pins()).isEmpty();
    }

    private static NodeInfo info(LocalNode node) {
        return node.p2p.node().orElseThrow();
    }

    private static void awaitFullMesh(LocalNode... mesh) {
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
            for (LocalNode node : mesh) {
                Set<NodeId> others = new HashSet<>();
                for (LocalNode other : mesh) {
                    others.add(other.name);
                }
                others.remove(node.name);
                assertThat(node.activePeers()).isEqualTo(others);
            }
        });
    }
}
