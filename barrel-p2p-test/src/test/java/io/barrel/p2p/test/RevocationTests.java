package io.barrel.p2p.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.NodeRevoked;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.revocation.Revocation;
import io.barrel.p2p.revocation.Revocation.Effect;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.security.Pin;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole nodes of which one revokes another: on all that honour it, its links end, none comes up, and a restart changes nothing. */
class RevocationTests {

    private static final int NODES = 5;
    private static final int ADMIN = 0;
    private static final int THIEF = 4;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Identities depend on the seed alone, so that a first cluster tells whom a second is to honour. */
    private static String administrator() {
        try (InMemoryCluster cluster = TestCluster.builder(NODES).seed(1).inMemory()) {
            return cluster.node(ADMIN).p2p().node().orElseThrow().fingerprint();
        }
    }

    private static InMemoryCluster cluster(List<String> revokers) {
        AuthConfig auth = AuthConfig.builder()
                .revokers(revokers)
                .cookie(Cookie.of("secret"))
                .build();
        return TestCluster.builder(NODES)
                .seed(1)
                .configure((BarrelP2pConfig.Builder node, int index) -> node.auth(auth))
                .inMemory();
    }

    private static NodeId thief(TestCluster cluster) {
        return cluster.node(THIEF).name();
    }

    private static List<TestNode> others(TestCluster cluster) {
        return cluster.nodes().subList(0, THIEF);
    }

    private static Revocation revoke(InMemoryCluster cluster) throws ExecutionException, InterruptedException {
        CompletableFuture<Revocation> revoked = cluster.node(ADMIN)
                .p2p()
                .revocations()
                .revoke(thief(cluster), "laptop stolen")
                .toCompletableFuture();
        cluster.advanceUntil(revoked::isDone, MINUTE);
        return revoked.get();
    }

    private static boolean isLinked(TestNode node, NodeId peer) {
        return node.p2p().connections().stream()
                .anyMatch(connection -> connection.peer().equals(peer));
    }

    private static boolean knows(TestNode node, NodeId peer) {
        return node.p2p().membership().views().passive().stream()
                .anyMatch(passive -> passive.peer().node().equals(peer));
    }

    private static void assertBarred(InMemoryCluster cluster) {
        assertThat(others(cluster)).allSatisfy(node -> {
            assertThat(node.p2p().revocations().isRevoked(thief(cluster))).isTrue();
            assertThat(isLinked(node, thief(cluster))).isFalse();
            assertThat(knows(node, thief(cluster))).isFalse();
        });
        assertThat(cluster.node(THIEF).p2p().connections()).isEmpty();
    }

    private static List<AuthFailure> refusals(TestNode node) {
        return node.events().stream()
                .filter(AuthenticationFailed.class::isInstance)
                .map(event -> ((AuthenticationFailed) event).reason())
                .distinct()
                .toList();
    }

    @Test
    void aRevokedNodeLosesItsLinksEverywhereAndIsRefused() throws Exception {
        try (InMemoryCluster cluster = cluster(List.of(administrator()))) {
            cluster.awaitConnected();
            PublicKey key = cluster.node(ADMIN)
                    .p2p()
                    .trustStore()
                    .find(thief(cluster))
                    .orElseThrow()
                    .publicKey();

            Revocation revocation = revoke(cluster);
            cluster.advance(Duration.ofMinutes(5));

            assertThat(revocation.keys()).containsExactly(key.fingerprint());
            assertThat(revocation.effect()).isEqualTo(Effect.IN_FORCE);
            assertBarred(cluster);
            P2pEvent told = new NodeRevoked(thief(cluster), cluster.node(ADMIN).name(), "laptop stolen");
            assertThat(others(cluster)).allSatisfy(node -> {
                assertThat(node.events()).containsOnlyOnce(told);
                assertThat(node.p2p().revocations().all()).containsExactly(revocation);
            });
            assertThat(cluster.events())
                    .extracting(ClusterEvent::event)
                    .contains(new PeerDown(thief(cluster), DownReason.REJECTED));
            assertThat(refusals(cluster.node(THIEF))).containsExactly(AuthFailure.REVOKED);
            others(cluster).forEach(node -> assertThat(node.activePeers()).isNotEmpty());
        }
    }

    @Test
    void itStaysRevokedOverRestartsOfAll() throws Exception {
        try (InMemoryCluster cluster = cluster(List.of(administrator()))) {
            cluster.awaitConnected();
            revoke(cluster);
            cluster.advance(MINUTE);

            cluster.nodes().forEach(cluster::crash);
            cluster.nodes().forEach(cluster::restart);
            cluster.advance(Duration.ofMinutes(3));

            assertBarred(cluster);
            others(cluster).forEach(node -> assertThat(node.activePeers()).isNotEmpty());
        }
    }

    @Test
    void anOperatorsPinLetsItInAgainForGoodUntilItIsRevokedAnew() throws Exception {
        try (InMemoryCluster cluster = cluster(List.of(administrator()))) {
            cluster.awaitConnected();
            PublicKey key = cluster.node(ADMIN)
                    .p2p()
                    .trustStore()
                    .find(thief(cluster))
                    .orElseThrow()
                    .publicKey();
            revoke(cluster);
            cluster.advance(MINUTE);

            others(cluster).forEach(node -> node.p2p().trustStore().pin(thief(cluster), key, Pin.Source.OPERATOR));
            cluster.advanceUntil(() -> !cluster.node(THIEF).activePeers().isEmpty(), Duration.ofMinutes(5));
            cluster.nodes().forEach(cluster::crash);
            cluster.nodes().forEach(cluster::restart);
            cluster.advanceUntil(() -> !cluster.node(THIEF).activePeers().isEmpty(), Duration.ofMinutes(5));

            assertThat(others(cluster)).allSatisfy(node -> {
                assertThat(node.p2p().revocations().isRevoked(thief(cluster))).isFalse();
                assertThat(node.p2p().revocations().all())
                        .extracting(Revocation::effect)
                        .containsExactly(Effect.LIFTED);
            });

            revoke(cluster);
            cluster.advance(MINUTE);
            assertBarred(cluster);
        }
    }

    @Test
    void theRevokedKeyIsRefusedUnderAnotherName() throws Exception {
        try (InMemoryCluster cluster = cluster(List.of(administrator()))) {
            cluster.awaitConnected();
            revoke(cluster);
            cluster.advance(MINUTE);
            Path stolen = keys(cluster.node(THIEF));
            TestNode alias = cluster.add();
            Path own = keys(alias);
            cluster.stop(alias);
            for (String name : List.of("node.key", "node.pub")) {
                Files.copy(stolen.resolve(name), own.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            cluster.restart(alias);
            cluster.advance(Duration.ofMinutes(2));

            assertThat(refusals(alias)).contains(AuthFailure.REVOKED);
            assertThat(others(cluster)).noneMatch(node -> isLinked(node, alias.name()));
        }
    }

    private static Path keys(TestNode node) {
        return node.p2p().node().orElseThrow().dataDir().resolve("keys");
    }

    @Test
    void aNodeThatIsNoRevokerRevokesOnlyForItself() throws Exception {
        try (InMemoryCluster cluster = cluster(List.of())) {
            cluster.awaitConnected();

            revoke(cluster);
            cluster.advance(Duration.ofMinutes(3));

            assertThat(isLinked(cluster.node(ADMIN), thief(cluster))).isFalse();
            assertThat(cluster.node(ADMIN).p2p().revocations().isRevoked(thief(cluster)))
                    .isTrue();
            assertThat(cluster.nodes().subList(1, NODES))
                    .allSatisfy(
                            node -> assertThat(node.p2p().revocations().all()).isEmpty());
            assertThat(cluster.node(THIEF).activePeers()).isNotEmpty();
        }
    }

    @Test
    void whoWasAwayLearnsOfItWhenItIsBack() throws Exception {
        try (InMemoryCluster cluster = cluster(List.of(administrator()))) {
            cluster.awaitConnected();
            TestNode away = cluster.node(2);
            cluster.crash(away);
            revoke(cluster);
            cluster.advance(MINUTE);

            cluster.restart(away);
            cluster.advance(Duration.ofMinutes(2));

            assertBarred(cluster);
        }
    }

    @Test
    void messagesToARevokedNodeFailWithTheReason() throws Exception {
        try (InMemoryCluster cluster = cluster(List.of(administrator()))) {
            cluster.awaitConnected();
            revoke(cluster);

            CompletableFuture<Void> sent = cluster.node(ADMIN)
                    .p2p()
                    .messaging()
                    .send(thief(cluster), "stock", ByteBuffer.allocate(1))
                    .toCompletableFuture();
            cluster.advanceUntil(sent::isDone, MINUTE);

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(sent::get)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            MessagingException.class,
                            failure -> assertThat(failure.failure()).isEqualTo(MessagingFailure.UNREACHABLE))
                    .withMessageContaining("revoked");
        }
    }

    @Test
    void servicesOfARevokedNodeAreOfferedNoMoreUntilItIsLetInAgain() throws Exception {
        try (InMemoryCluster cluster = cluster(List.of(administrator()))) {
            cluster.node(THIEF)
                    .p2p()
                    .services()
                    .register("prices", Map.of(), message -> CompletableFuture.completedFuture(message.payload()));
            cluster.awaitConnected();
            TestNode admin = cluster.node(ADMIN);
            cluster.advanceUntil(() -> !admin.p2p().services().lookup("prices").isEmpty(), MINUTE);
            PublicKey key =
                    admin.p2p().trustStore().find(thief(cluster)).orElseThrow().publicKey();

            revoke(cluster);
            assertThat(admin.p2p().services().lookup("prices")).isEmpty();

            others(cluster).forEach(node -> node.p2p().trustStore().pin(thief(cluster), key, Pin.Source.OPERATOR));
            cluster.advanceUntil(() -> !admin.p2p().services().lookup("prices").isEmpty(), Duration.ofMinutes(10));
        }
    }

    @Test
    void aNodeDoesNotRevokeItself() {
        try (InMemoryCluster cluster = cluster(List.of())) {
            TestNode admin = cluster.node(ADMIN);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> admin.p2p().revocations().revoke(admin.name(), "why not"))
                    .withMessageContaining("this node");
        }
    }

    @Test
    void whatIsRevokedBeforeAnybodyKnowsItIsBarredWhenItComes() throws Exception {
        try (InMemoryCluster cluster = cluster(List.of(administrator()))) {
            cluster.awaitConnected();
            NodeId unborn = NodeId.of("node-6@test");
            CompletableFuture<Revocation> revoked = cluster.node(ADMIN)
                    .p2p()
                    .revocations()
                    .revoke(unborn, "not yet")
                    .toCompletableFuture();
            cluster.advanceUntil(revoked::isDone, MINUTE);
            cluster.advance(MINUTE);

            assertThat(revoked.get().keys()).isEmpty();
            assertThat(IntStream.range(0, NODES))
                    .allMatch(index -> cluster.node(index).p2p().revocations().isRevoked(unborn));
        }
    }
}
