package io.barrel.p2p.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerKeySucceeded;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.AuthStatus;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.security.KeySuccession;
import io.barrel.p2p.security.Pin;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Five nodes that call each other all the time rotate their keys, one after another. */
class RotationUnderLoadTests {

    private static final Logger log = LoggerFactory.getLogger(RotationUnderLoadTests.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NODES = 5;

    /** Requests that are answered between two rotations. */
    private static final int SOME = 2_000;

    private static QuicCluster cluster(KeySuccession ofLast) {
        QuicCluster cluster = TestCluster.builder(NODES)
                .configure((node, index) -> node.membership(QuicClusterTests.QUICK)
                        .auth(auth(index == NODES - 1 ? ofLast : KeySuccession.ACCEPT)))
                .quic();
        cluster.awaitConnected();
        cluster.await(
                () -> cluster.nodes().stream()
                        .allMatch(node -> node.p2p().roster().count(MemberStatus.ALIVE) == NODES),
                PATIENCE);
        return cluster;
    }

    private static AuthConfig auth(KeySuccession succession) {
        return AuthConfig.builder()
                .cookie(Cookie.of(TestCluster.COOKIE))
                .keySuccession(succession)
                .build();
    }

    private static AuthStatus status(TestNode node) {
        return node.p2p().authentication().orElseThrow();
    }

    private static PublicKey key(TestNode node) {
        return status(node).identity().publicKey();
    }

    private static Pin pin(TestNode at, TestNode of) {
        return at.p2p().trustStore().find(of.name()).orElseThrow();
    }

    private static List<TestNode> others(QuicCluster cluster, TestNode node) {
        return cluster.nodes().stream().filter(other -> other != node).toList();
    }

    private static void awaitSome(QuicCluster cluster, RequestStream requests) {
        long before = requests.answered();
        cluster.await(() -> requests.answered() >= before + SOME, PATIENCE);
    }

    private static long count(TestNode node, Class<?> event) {
        return node.events().stream().filter(event::isInstance).count();
    }

    @Test
    void everyIdentityAndCertificateIsRotatedWithoutAFailedRequest() {
        try (QuicCluster cluster = cluster(KeySuccession.ACCEPT);
                RequestStream requests = new RequestStream(cluster.nodes())) {
            awaitSome(cluster, requests);
            // Every pair has met, so every node has pinned every other one.
            cluster.await(
                    () -> cluster.nodes().stream()
                            .allMatch(node -> node.p2p().connections().size() == NODES - 1),
                    PATIENCE);
            long downs = cluster.events().stream()
                    .filter(event -> event.event() instanceof PeerDown)
                    .count();

            for (TestNode node : cluster.nodes()) {
                PublicKey old = key(node);
                node.p2p().keyRotation().rotateIdentity();
                node.p2p()
                        .keyRotation()
                        .rotateCertificate(); // makes all links new, and so shows the new identity to all
                for (TestNode other : others(cluster, node)) {
                    cluster.await(() -> pin(other, node).publicKey().equals(key(node)), PATIENCE);
                    assertThat(pin(other, node).source()).isEqualTo(Pin.Source.SUCCESSION);
                    assertThat(pin(other, node).predecessors()).containsExactly(old.fingerprint());
                }
                awaitSome(cluster, requests);
            }
            requests.finish();

            log.info("{} while {} nodes rotated identity and certificate", requests, NODES);
            assertThat(requests.failures()).isEmpty();
            assertThat(requests.reordered()).isZero();
            assertThat(requests.answered()).isEqualTo(requests.sent()).isGreaterThan(SOME * (NODES + 1L));
            assertThat(cluster.nodes())
                    .allSatisfy(node ->
                            assertThat(count(node, PeerKeySucceeded.class)).isEqualTo(NODES - 1));
            assertThat(cluster.events().stream()
                            .filter(event -> event.event() instanceof PeerDown)
                            .count())
                    .isEqualTo(downs);
            assertThat(cluster.nodes())
                    .allSatisfy(node ->
                            assertThat(count(node, AuthenticationFailed.class)).isZero());
        }
    }

    @Test
    void whereSuccessionIsRejectedAnOperatorLetsTheNewKeyIn() {
        try (QuicCluster cluster = cluster(KeySuccession.REJECT)) {
            TestNode rotated = cluster.node(0);
            TestNode strict = cluster.node(NODES - 1);
            PublicKey old = key(rotated);
            cluster.await(() -> strict.p2p().trustStore().find(rotated.name()).isPresent(), PATIENCE);

            rotated.p2p().keyRotation().rotateIdentity();
            rotated.p2p().keyRotation().rotateCertificate();
            AuthenticationFailed expected = refusal(cluster, strict, rotated.name());
            assertThat(expected.reason()).isEqualTo(AuthFailure.KEY_MISMATCH);
            assertThat(pin(strict, rotated).publicKey()).isEqualTo(old);

            strict.p2p().trustStore().pin(rotated.name(), key(rotated), Pin.Source.OPERATOR);
            cluster.restart(strict);
            cluster.await(
                    () -> strict.p2p().connections().stream()
                            .anyMatch(connection -> connection.peer().equals(rotated.name())),
                    PATIENCE);
            assertThat(pin(strict, rotated).source()).isEqualTo(Pin.Source.OPERATOR);
        }
    }

    private static AuthenticationFailed refusal(QuicCluster cluster, TestNode at, NodeId of) {
        cluster.await(() -> at.events().stream().anyMatch(event -> isRefusal(event, of)), PATIENCE);
        return at.events().stream()
                .filter(event -> isRefusal(event, of))
                .map(AuthenticationFailed.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isRefusal(Object event, NodeId of) {
        return event instanceof AuthenticationFailed failed && of.equals(failed.node());
    }
}
