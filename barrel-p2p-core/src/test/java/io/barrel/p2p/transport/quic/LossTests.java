package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Protocols;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("long")
class LossTests {

    private static final LinkEnd LOST = new LinkEnd(LinkEnd.By.LOST, CloseReason.NONE);

    @Test
    void silentPeerIsLostOnBothSidesOfAWatchedLink() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b");
                UdpRelay relay = new UdpRelay(b.address(), (toServer, number) -> false)) {
            Link ours = a.link(b, relay.address());
            Link theirs = b.lastLink();
            a.run(() -> ours.watch(true));
            b.run(() -> theirs.watch(true));
            relay.cut();
            await().atMost(TestNode.PATIENCE).until(() -> a.ends.size() == 1 && b.ends.size() == 1);
            assertThat(a.ends).containsExactly(LOST);
            assertThat(b.ends).containsExactly(LOST);
        }
    }

    @Test
    void watchedIdleLinkStaysUpAndAnUnwatchedOneOutlivesASilence() {
        try (TestNode a =
                        TestNode.named("a").idleTimeout(Duration.ofMillis(400)).start();
                TestNode b =
                        TestNode.named("b").idleTimeout(Duration.ofMillis(400)).start()) {
            Link watched = a.link(b);
            Link unwatched = a.link(b);
            a.run(() -> watched.watch(true));
            long heard = b.onLoop(() -> b.links.get(0).statistics().bytesReceived());
            // Ten keep-alives of a watched link pass; nothing ends.
            await().atMost(TestNode.PATIENCE)
                    .until(() -> b.onLoop(() -> b.links.get(0).statistics().bytesReceived()) > heard + 10 * 30);
            assertThat(a.ends).isEmpty();
            assertThat(b.ends).isEmpty();
            a.send(unwatched, Protocols.MEMBERSHIP, new byte[1]);
            await().until(() -> b.frames.size() == 1);
        }
    }

    @Test
    void linkWhoseWatchEndedIsNotLost() {
        try (TestNode a =
                        TestNode.named("a").idleTimeout(Duration.ofMillis(200)).start();
                TestNode b = TestNode.start("b");
                UdpRelay relay = new UdpRelay(b.address(), (toServer, number) -> false)) {
            Link watched = a.link(b, relay.address());
            Link other = a.link(b, relay.address());
            a.run(() -> {
                watched.watch(true);
                other.watch(true);
                other.watch(false);
            });
            relay.cut();
            await().atMost(TestNode.PATIENCE).until(() -> a.ends.size() == 1);
            assertThat(a.ends).containsExactly(LOST);
            assertThat(a.transport.statistics().links()).isEqualTo(1);
        }
    }

    @Test
    void pausedLoopDoesNotTakeItsPeerForLost() throws InterruptedException {
        try (TestNode a =
                        TestNode.named("a").idleTimeout(Duration.ofMillis(300)).start();
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            a.run(() -> link.watch(true));
            CountDownLatch never = new CountDownLatch(1);
            CountDownLatch resumed = new CountDownLatch(1);
            a.transport.loop().execute(() -> {
                try {
                    // Stands for a SIGSTOP or a long collection: three times the idle timeout.
                    resumed.countDown();
                    assertThat(never.await(900, TimeUnit.MILLISECONDS)).isFalse();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            resumed.await();
            long before = a.onLoop(() -> link.statistics().bytesReceived());
            await().atMost(TestNode.PATIENCE)
                    .until(() -> a.onLoop(() -> link.statistics().bytesReceived()) > before + 8 * 25);
            assertThat(a.ends).isEmpty();
            assertThat(b.ends).isEmpty();
        }
    }

    @Test
    void racingDialOutrunsALostFirstPacket() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b");
                UdpRelay relay = new UdpRelay(b.address(), (toServer, number) -> number == 0)) {
            // Shorter than the second after which QUIC itself would send again.
            a.dial(relay.address(), true, 900);
            await().atMost(TestNode.PATIENCE).until(() -> a.links.size() == 1 || a.dialFailures.size() == 1);
            assertThat(a.dialFailures).isEmpty();
            await().until(() -> b.links.size() == 1);
            await().until(() -> a.transport.statistics().pendingHandshakes() == 0
                    && b.transport.statistics().pendingHandshakes() == 0);
            assertThat(a.links).hasSize(1);
            assertThat(b.links).hasSize(1);
            assertThat(a.authenticator.reports).hasSize(1);
            assertThat(b.authenticator.reports)
                    .filteredOn(report -> report.failure() != null)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
    void handshakeSurvivesTheLossOfAnyOnePacket(int lost) {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b");
                UdpRelay relay = new UdpRelay(b.address(), (toServer, number) -> number == lost)) {
            Link link = a.link(b, relay.address());
            a.send(link, Protocols.MEMBERSHIP, new byte[] {1});
            b.send(b.lastLink(), Protocols.MEMBERSHIP, new byte[] {2});
            await().atMost(TestNode.PATIENCE).until(() -> a.frames.size() == 1 && b.frames.size() == 1);
            assertThat(a.dialFailures).isEmpty();
        }
    }

    @Test
    void framesArriveInOrderOverALossyPath() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b");
                UdpRelay relay = new UdpRelay(b.address(), (toServer, number) -> number % 9 == 8)) {
            Link link = a.link(b, relay.address());
            int count = 300;
            a.run(() -> {
                for (int i = 0; i < count; i++) {
                    link.send(new Frame(
                            Protocols.MEMBERSHIP,
                            ByteBuffer.allocate(1_000).putInt(i).rewind()));
                }
            });
            await().atMost(TestNode.PATIENCE).until(() -> b.frames.size() == count);
            for (int i = 0; i < count; i++) {
                assertThat(ByteBuffer.wrap(b.payloads().get(i)).getInt()).isEqualTo(i);
            }
        }
    }

    @Test
    void lostGoodbyeStillClosesBothEnds() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b");
                UdpRelay relay = new UdpRelay(b.address(), (toServer, number) -> false)) {
            Link link = a.link(b, relay.address());
            Link theirs = b.lastLink();
            b.run(() -> theirs.watch(true));
            relay.cut();
            a.run(() -> link.close(CloseReason.SHUTDOWN));
            await().atMost(TestNode.PATIENCE).until(() -> a.ends.size() == 1 && b.ends.size() == 1);
            assertThat(a.ends).containsExactly(new LinkEnd(LinkEnd.By.US, CloseReason.SHUTDOWN));
            assertThat(b.ends).containsExactly(LOST);
        }
    }

    @Test
    void cancelledDialsLeaveNothingOpen() throws SocketException {
        try (TestNode a = TestNode.start("a");
                DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            PeerAddress address = new PeerAddress("127.0.0.1", deaf.getLocalPort());
            dialInVain(a, address, 10);
            int before = Descriptors.count();
            dialInVain(a, address, 200);
            assertThat(a.dialFailures)
                    .hasSize(210)
                    .allSatisfy(failure -> assertThat(failure.kind()).isEqualTo(DialFailure.Kind.UNREACHABLE));
            assertThat(Descriptors.count()).isLessThanOrEqualTo(before + 2);
            assertThat(a.transport.statistics().dials()).isZero();
            await().until(() -> a.transport.statistics().pendingHandshakes() == 0);
        }
    }

    private static void dialInVain(TestNode node, PeerAddress address, int count) {
        int wanted = node.dialFailures.size() + count;
        for (int i = 0; i < count; i++) {
            node.dial(address, true, 200);
        }
        await().atMost(TestNode.PATIENCE).until(() -> node.dialFailures.size() == wanted);
    }
}
