package io.barrel.p2p.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.KeyRotated;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.security.TlsConfig;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.transport.LinkConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Certificates that are replaced while nodes run, under virtual time. */
class CertificateRotationTests {

    /** Keep-alives seldom enough for a test of a day. */
    private static final LinkConfig CALM = new LinkConfig(Duration.ofSeconds(30), null, Duration.ofSeconds(60));

    private static String certificate(TestNode node) {
        return node.p2p().authentication().orElseThrow().certificate().fingerprint();
    }

    private static List<KeyRotated> rotations(TestNode node) {
        return node.events().stream()
                .filter(KeyRotated.class::isInstance)
                .map(KeyRotated.class::cast)
                .toList();
    }

    private static Instant oldest(TestNode node) {
        return node.p2p().connections().stream()
                .map(Connection::statistics)
                .map(figures -> figures.since())
                .min(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    @Test
    void nodeRotatesByItselfInTime() {
        try (InMemoryCluster cluster = TestCluster.builder(2)
                .configure((node, index) -> node.link(CALM)
                        .tls(index == 0 ? new TlsConfig(Duration.ofDays(3_649), null) : TlsConfig.DEFAULT))
                .inMemory()) {
            cluster.awaitConnected();
            TestNode node = cluster.node(0);
            TestNode peer = cluster.node(1);
            String first = certificate(node);
            String unchanged = certificate(peer);

            cluster.advance(Duration.ofHours(23));
            assertThat(certificate(node)).isEqualTo(first);
            Instant before = cluster.clock().instant();
            cluster.advance(Duration.ofHours(1).plusMinutes(20));

            assertThat(rotations(node)).hasSize(1);
            assertThat(certificate(node))
                    .isEqualTo(rotations(node).get(0).fingerprint())
                    .isNotEqualTo(first);
            assertThat(certificate(peer)).isEqualTo(unchanged);
            assertThat(oldest(node)).isAfter(before);
            assertThat(oldest(peer)).isAfter(before);
            assertThat(cluster.events()).noneMatch(event -> event.event() instanceof PeerDown);
        }
    }

    @Test
    void everyLinkOfManyNodesThatRotateAtOnceIsMadeAnewThoughPacketsAreLost() {
        try (InMemoryCluster cluster = TestCluster.builder(8).inMemory()) {
            cluster.awaitConnected();
            cluster.loss(0.05);
            cluster.advance(Duration.ofMillis(1));
            Instant before = cluster.clock().instant();

            cluster.nodes().forEach(node -> node.p2p().keyRotation().rotateCertificate());

            cluster.advanceUntil(
                    () -> cluster.nodes().stream()
                            .noneMatch(node -> oldest(node).isBefore(before)),
                    Duration.ofMinutes(2));
            assertThat(cluster.events())
                    .noneMatch(event -> event.event() instanceof PeerDown down && down.reason() != DownReason.DROPPED);
        }
    }
}
