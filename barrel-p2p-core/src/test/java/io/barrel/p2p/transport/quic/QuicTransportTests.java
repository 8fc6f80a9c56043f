package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.TransportConfig;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Protocols;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class QuicTransportTests {

    @Test
    void framesTravelBothWays() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            assertThat(link.peer().value()).isEqualTo("b@test");
            assertThat(link.id()).isEqualTo(b.lastLink().id()).isNotZero();
            assertThat(link.dialled()).isTrue();
            assertThat(b.lastLink().dialled()).isFalse();
            assertThat(b.lastLink().remoteAddress()).isEqualTo(a.address());

            a.send(link, Protocols.MEMBERSHIP, new byte[] {1, 2, 3});
            b.send(b.lastLink(), 77, new byte[] {4});

            await().until(() -> b.frames.size() == 1 && a.frames.size() == 1);
            assertThat(b.payloads().get(0)).containsExactly(1, 2, 3);
            assertThat(a.payloads().get(0)).containsExactly(4);
            assertThat(a.frames.get(0).protocol()).isEqualTo(77);
            assertThat(a.transport.statistics().framesIgnored()).isEqualTo(1);
            assertThat(b.transport.statistics().framesIgnored()).isZero();
        }
    }

    @Test
    void everyHandshakeIsReportedOnceAndGetsBothCertificates() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            a.link(b);
            assertThat(a.authenticator.reports).hasSize(1).allSatisfy(report -> {
                assertThat(report.failure()).isNull();
                assertThat(report.incoming()).isFalse();
                assertThat(report.address()).isEqualTo(b.address());
            });
            assertThat(b.authenticator.reports)
                    .hasSize(1)
                    .allSatisfy(report -> assertThat(report.incoming()).isTrue());
            assertThat(b.authenticator.parameters).allSatisfy(parameters -> {
                assertThat(parameters.localCertificate()).isNotEmpty();
                assertThat(parameters.peerCertificate()).isNotEmpty();
            });
        }
    }

    @Test
    void thousandsOfSmallFramesAndALargeOneArriveInOrder() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            byte[] large = new byte[1 << 20];
            new Random(7).nextBytes(large);
            int count = 5_000;
            a.run(() -> {
                for (int i = 0; i < count; i++) {
                    link.send(new Frame(
                            Protocols.MEMBERSHIP,
                            ByteBuffer.allocate(4).putInt(i).flip()));
                }
                link.send(new Frame(Protocols.MEMBERSHIP, ByteBuffer.wrap(large)));
                link.send(new Frame(Protocols.MEMBERSHIP, ByteBuffer.allocate(0)));
            });
            await().atMost(TestNode.PATIENCE).until(() -> b.frames.size() == count + 2);
            List<byte[]> payloads = b.payloads();
            for (int i = 0; i < count; i++) {
                assertThat(ByteBuffer.wrap(payloads.get(i)).getInt()).isEqualTo(i);
            }
            assertThat(payloads.get(count)).isEqualTo(large);
            assertThat(payloads.get(count + 1)).isEmpty();
            assertThat(link.statistics().framesSent()).isEqualTo(count + 2);
            assertThat(b.lastLink().statistics().framesReceived()).isEqualTo(count + 2);
        }
    }

    @Test
    void framesOfOneTurnShareDatagrams() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            long before = a.onLoop(() -> sentPackets(link));
            a.run(() -> {
                for (int i = 0; i < 1_000; i++) {
                    link.send(new Frame(Protocols.MEMBERSHIP, ByteBuffer.allocate(16)));
                }
            });
            await().until(() -> b.frames.size() == 1_000);
            // 21 kB in all: at least one datagram, and far fewer than frames.
            assertThat(a.onLoop(() -> sentPackets(link)) - before).isBetween(1L, 60L);
        }
    }

    private static long sentPackets(Link link) {
        return ((QuicLink) link).connection().channel().collectStats().getNow().sent();
    }

    @Test
    void confirmRunsOnceThePeerHasHandledWhatCameBefore() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            CountDownLatch confirmed = new CountDownLatch(1);
            List<Integer> handledBefore = new ArrayList<>();
            a.run(() -> {
                link.send(new Frame(Protocols.MEMBERSHIP, ByteBuffer.allocate(1)));
                link.confirm(() -> {
                    handledBefore.add(b.frames.size());
                    confirmed.countDown();
                });
            });
            await().until(() -> confirmed.getCount() == 0);
            assertThat(handledBefore).containsExactly(1);
        }
    }

    @Test
    void goodbyeIsHeardWithItsReasonAfterTheLastFrame() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            a.run(() -> {
                link.send(new Frame(Protocols.MEMBERSHIP, ByteBuffer.allocate(1)));
                link.close(CloseReason.SUPERSEDED);
                link.send(new Frame(Protocols.MEMBERSHIP, ByteBuffer.allocate(2)));
            });
            await().until(() -> a.ends.size() == 1 && b.ends.size() == 1);
            assertThat(a.ends).containsExactly(new LinkEnd(LinkEnd.By.US, CloseReason.SUPERSEDED));
            assertThat(b.ends).containsExactly(new LinkEnd(LinkEnd.By.PEER, CloseReason.SUPERSEDED));
            assertThat(b.frames).hasSize(1);
            await().until(() -> a.transport.statistics().links() == 0
                    && b.transport.statistics().links() == 0);
        }
    }

    @Test
    void goodbyesThatCrossEndTheLinkOnceOnEachSide() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link ours = a.link(b);
            Link theirs = b.lastLink();
            a.transport.loop().execute(() -> ours.close(CloseReason.IDLE));
            b.transport.loop().execute(() -> theirs.close(CloseReason.IDLE));
            await().until(() -> a.ends.size() == 1 && b.ends.size() == 1);
            assertThat(a.ends).allSatisfy(end -> assertThat(end.reason()).isEqualTo(CloseReason.IDLE));
            assertThat(b.ends).allSatisfy(end -> assertThat(end.reason()).isEqualTo(CloseReason.IDLE));
        }
    }

    @Test
    void refusedDiallerLearnsTheReason() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            b.authenticator.refusal = AuthFailure.KEY_MISMATCH;
            a.dial(b.address());
            await().until(() -> a.dialFailures.size() == 1);
            assertThat(a.dialFailures.get(0).kind()).isEqualTo(DialFailure.Kind.AUTHENTICATION);
            assertThat(a.dialFailures.get(0).authentication()).isEqualTo(AuthFailure.KEY_MISMATCH);
            await().until(() -> b.transport.statistics().pendingHandshakes() == 0
                    && a.transport.statistics().pendingHandshakes() == 0);
            assertThat(a.authenticator.reports).hasSize(1).allSatisfy(report -> {
                assertThat(report.failure()).isEqualTo(AuthFailure.KEY_MISMATCH);
                assertThat(report.byPeer()).isTrue();
            });
            assertThat(b.authenticator.reports).hasSize(1);
            assertThat(b.links).isEmpty();
        }
    }

    @Test
    void dialledAndAcceptedLinksShareOneUdpSocket() {
        try (TestNode b = TestNode.start("b");
                TestNode c = TestNode.start("c")) {
            int before = Descriptors.udpSockets();
            try (TestNode a = TestNode.start("a")) {
                a.link(b);
                c.link(a);
                assertThat(a.links).hasSize(2);
                assertThat(Descriptors.udpSockets() - before).isEqualTo(1);
            }
            assertThat(Descriptors.udpSockets()).isEqualTo(before);
        }
    }

    @Test
    void closeSaysGoodbyeAndLeavesNoThreadAndNoSocket() {
        int before = Descriptors.udpSockets();
        try (TestNode b = TestNode.start("b")) {
            TestNode a = TestNode.start("a");
            a.link(b);
            Thread loop = Objects.requireNonNull(a.lastCaller);
            assertThat(loop.getName()).isEqualTo("barrel-p2p-" + a.address().port());
            a.dial(b.address());
            a.close();
            a.close();
            await().until(() -> !loop.isAlive());
            assertThat(Descriptors.udpSockets() - before).isEqualTo(1);
            assertThat(a.ends).contains(new LinkEnd(LinkEnd.By.US, CloseReason.SHUTDOWN));
            await().until(() -> !b.ends.isEmpty());
            assertThat(b.ends).contains(new LinkEnd(LinkEnd.By.PEER, CloseReason.SHUTDOWN));
        }
        assertThat(Descriptors.udpSockets()).isEqualTo(before);
    }

    @Test
    void wildcardSocketIsDialledByNameAndByIpv6() {
        try (TestNode a = TestNode.named("a").bindAddress("::").start();
                TestNode b = TestNode.named("b").bindAddress("::").start();
                TestNode c = TestNode.named("c").bindAddress("0.0.0.0").start()) {
            assertThat(a.link(b, new PeerAddress("localhost", b.address().port()))
                            .peer()
                            .value())
                    .isEqualTo("b@test");
            assertThat(a.link(c, new PeerAddress("127.0.0.1", c.address().port()))
                            .peer()
                            .value())
                    .isEqualTo("c@test");
            assertThat(a.link(b, new PeerAddress("::1", b.address().port()))
                            .peer()
                            .value())
                    .isEqualTo("b@test");
        }
    }

    @Test
    void hostThatDoesNotResolveIsReportedSo() {
        try (TestNode a = TestNode.start("a")) {
            a.dial(new PeerAddress("no-such-host.invalid", 9), false, 3_000);
            await().until(() -> a.dialFailures.size() == 1);
            assertThat(a.dialFailures.get(0).kind()).isEqualTo(DialFailure.Kind.UNRESOLVED);
        }
    }

    @Test
    void portInUseIsNamedWithARemedy() {
        try (TestNode a = TestNode.start("a")) {
            Certificates own = Certificates.fresh();
            TransportConfig config = new TransportConfig(
                    "127.0.0.1",
                    a.address().port(),
                    own.key(),
                    own.certificate(),
                    LinkConfig.DEFAULT,
                    Duration.ofSeconds(1),
                    8,
                    8);
            int sockets = Descriptors.udpSockets();
            assertThatThrownBy(() -> QuicTransport.bind(config)).isInstanceOfSatisfying(NodeStartException.class, e -> {
                assertThat(e.kind()).isEqualTo(NodeStartException.Kind.BIND_FAILED);
                assertThat(e).hasMessageContaining("127.0.0.1:" + a.address().port());
                assertThat(e.remedy()).contains("listen-port");
            });
            await().untilAsserted(() -> {
                assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> thread.getName()
                                .startsWith("barrel-p2p-" + a.address().port()))
                        .as("only the loop that has the port")
                        .hasSize(1);
                assertThat(Descriptors.udpSockets()).isEqualTo(sockets);
            });
            assertThat(config.toString()).doesNotContain("PrivateKey");
        }
    }

    @Test
    void listenerThatThrowsHarmsNoLink() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            b.onFrame = frame -> {
                if (frame.payload().length == 1) {
                    throw new IllegalStateException("thrown by a test");
                }
                return true;
            };
            a.send(link, Protocols.MEMBERSHIP, new byte[1]);
            a.send(link, Protocols.MEMBERSHIP, new byte[2]);
            await().until(() -> b.frames.size() == 1);
            assertThat(b.payloads().get(0)).hasSize(2);
            assertThat(b.ends).isEmpty();
        }
    }

    @Test
    void linkFiguresAreKept() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            a.send(link, Protocols.MEMBERSHIP, new byte[100]);
            await().until(() -> a.onLoop(link::statistics).rttNanos() > 0);
            assertThat(a.onLoop(link::statistics).bytesSent()).isPositive();
            assertThat(a.transport.statistics().bytesSent()).isPositive();
            assertThat(a.transport.statistics().bytesReceived()).isPositive();
            assertThat(a.transport.statistics().links()).isEqualTo(1);
        }
    }
}
