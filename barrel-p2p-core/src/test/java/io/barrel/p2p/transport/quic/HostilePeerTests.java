package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Protocols;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.incubator.codec.quic.QuicChannel;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored")
@Tag("long")
class HostilePeerTests {

    @Test
    void streamWithAnUnknownTagIsResetAndTheLinkStays() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            CountDownLatch reset = new CountDownLatch(1);
            openStream(a, link, "someone-elses", new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    reset.countDown();
                }
            });
            await().until(() -> reset.getCount() == 0);
            assertThat(b.transport.statistics().preambleDropped()).isEqualTo(1);
            a.send(link, Protocols.MEMBERSHIP, new byte[1]);
            await().until(() -> b.frames.size() == 1);
            assertThat(b.ends).isEmpty();
        }
    }

    @Test
    void peerThatKeepsOpeningForeignStreamsIsCutOff() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            await().atMost(TestNode.PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                for (int i = 0; i < 32 && b.ends.isEmpty() && a.ends.isEmpty(); i++) {
                    openStream(a, link, "x", new Deaf());
                }
                return b.ends.size() == 1;
            });
            assertThat(b.ends).containsExactly(new LinkEnd(LinkEnd.By.US, CloseReason.PROTOCOL_ERROR));
        }
    }

    @Test
    void streamBeforeItsTimeClosesTheConnection() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            a.authenticator.hasty = true;
            a.dial(b.address());
            await().until(() -> b.authenticator.reports.size() == 1);
            assertThat(b.authenticator.reports)
                    .allSatisfy(report -> assertThat(report.failure()).isEqualTo(AuthFailure.MALFORMED_MESSAGE));
            await().until(() -> a.ends.size() == 1);
            assertThat(a.ends).containsExactly(new LinkEnd(LinkEnd.By.PEER, CloseReason.AUTHENTICATION));
            assertThat(b.links).isEmpty();
        }
    }

    @Test
    void malformedLinkMessageClosesTheLink() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            a.send(link, Protocols.LINK, new byte[] {(byte) 0xFF, 1, 2});
            await().until(() -> a.ends.size() == 1 && b.ends.size() == 1);
            assertThat(b.ends).containsExactly(new LinkEnd(LinkEnd.By.US, CloseReason.PROTOCOL_ERROR));
            assertThat(a.ends).containsExactly(new LinkEnd(LinkEnd.By.PEER, CloseReason.PROTOCOL_ERROR));
        }
    }

    @Test
    void frameOneByteTooLargeIsRefusedCountedAndLogged() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b");
                TestNode honest = TestNode.start("honest");
                LogLines log = LogLines.of(QuicLink.class)) {
            Link link = a.link(b);
            Link other = honest.link(b);
            QuicStreamChannel stream = Objects.requireNonNull(openStream(a, link, QuicConnection.DATA_TAG, new Deaf()));
            a.run(() -> stream.writeAndFlush(stream.alloc().buffer().writeInt(2 + Limits.MAX_FRAME_PAYLOAD)));
            await().until(() -> b.ends.size() == 1);
            assertThat(b.ends).containsExactly(new LinkEnd(LinkEnd.By.US, CloseReason.PROTOCOL_ERROR));
            assertThat(b.transport.statistics().framesMalformed()).isEqualTo(1);
            assertThat(log.at(Level.WARN))
                    .containsExactly(
                            "Closing the link: a frame of " + (2 + Limits.MAX_FRAME_PAYLOAD) + " bytes peer=a@test");
            honest.send(other, Protocols.MEMBERSHIP, new byte[1]);
            await().until(() -> b.frames.size() == 1);
        }
    }

    @Test
    void linkToAPeerThatDoesNotReadIsClosedBeforeMemoryRunsOut() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            Link theirs = b.lastLink();
            b.run(() -> theirs.watch(true));
            CountDownLatch blocked = new CountDownLatch(1);
            b.onFrame = frame -> {
                try {
                    blocked.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return true;
            };
            try {
                for (int i = 0; i < 64 && a.ends.isEmpty(); i++) {
                    a.send(link, Protocols.MEMBERSHIP, new byte[1 << 20]);
                }
                await().until(() -> a.ends.size() == 1);
                assertThat(a.ends).containsExactly(new LinkEnd(LinkEnd.By.US, CloseReason.OVERFLOW));
            } finally {
                blocked.countDown();
            }
            await().until(() -> b.ends.size() == 1);
            a.run(() -> link.send(new Frame(Protocols.MEMBERSHIP, ByteBuffer.allocate(1))));
            // Told so, or left alone if the packet did not fit into the full socket either.
            assertThat(b.ends)
                    .containsAnyOf(
                            new LinkEnd(LinkEnd.By.PEER, CloseReason.OVERFLOW),
                            new LinkEnd(LinkEnd.By.LOST, CloseReason.NONE));
        }
    }

    @Test
    void peerThatSaysNothingIsCutByTheBudget() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.named("b")
                        .handshakeTimeout(Duration.ofMillis(300))
                        .start()) {
            a.authenticator.silent = true;
            a.dial(b.address());
            await().until(() -> b.authenticator.reports.size() == 1);
            assertThat(b.authenticator.reports)
                    .allSatisfy(report -> assertThat(report.failure()).isEqualTo(AuthFailure.HANDSHAKE_TIMEOUT));
            await().until(() -> b.transport.statistics().pendingHandshakes() == 0);
            await().until(() -> a.dialFailures.size() == 1);
        }
    }

    @Test
    void garbageLeavesNothingBehind() throws IOException {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b");
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Random random = new Random(1);
            InetSocketAddress target =
                    new InetSocketAddress(b.address().host(), b.address().port());
            for (int i = 0; i < 2_000; i++) {
                byte[] packet = new byte[random.nextInt(1_500)];
                random.nextBytes(packet);
                if (i % 2 == 0 && packet.length > 6) {
                    packet[0] = (byte) 0xC0;
                    packet[1] = packet[2] = packet[3] = 0;
                    packet[4] = 1;
                    packet[5] = 20;
                }
                socket.send(new DatagramPacket(packet, packet.length, target));
            }
            a.link(b);
            await().until(() -> b.transport.statistics().pendingHandshakes() == 0);
            assertThat(b.authenticator.reports).hasSize(1);
        }
    }

    @Test
    void halfOpenConnectionsAreBoundedAndOthersAreServed() {
        try (TestNode flood = TestNode.start("flood");
                TestNode honest = TestNode.start("honest");
                TestNode b = TestNode.named("b").pending(60, 20).start();
                UdpRelay oneWay = new UdpRelay(b.address(), (toServer, number) -> !toServer)) {
            for (int i = 0; i < 500; i++) {
                flood.dial(oneWay.address(), false, 4_000);
            }
            await().until(() -> b.transport.statistics().pendingHandshakes() == 20);
            Link link = honest.link(b);
            honest.send(link, Protocols.MEMBERSHIP, new byte[1]);
            await().until(() -> b.frames.size() == 1);
            assertThat(b.transport.statistics().pendingHandshakes()).isLessThanOrEqualTo(20);
        }
    }

    @Test
    void connectionsBeyondTheCapAreShedUntilThereIsRoom() {
        try (TestNode silent = TestNode.start("silent");
                TestNode honest = TestNode.start("honest");
                TestNode b = TestNode.named("b")
                        .handshakeTimeout(Duration.ofMillis(1_500))
                        .pending(8, 4)
                        .start()) {
            silent.authenticator.silent = true;
            for (int i = 0; i < 20; i++) {
                silent.dial(b.address(), false, 4_000);
            }
            await().until(() -> b.transport.statistics().handshakesShed() > 0);
            assertThat(b.transport.statistics().pendingHandshakes()).isLessThanOrEqualTo(8);
            // The budget has cut them all off.
            await().atMost(TestNode.PATIENCE)
                    .until(() -> silent.transport.statistics().dials() == 0
                            && b.transport.statistics().pendingHandshakes() == 0);
            honest.link(b);
            assertThat(b.links).hasSize(1);
        }
    }

    @Test
    void dialsBeyondTheCapAreRefused() {
        try (TestNode a = TestNode.start("a");
                DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            PeerAddress address = new PeerAddress("127.0.0.1", deaf.getLocalPort());
            a.run(() -> {
                for (int i = 0; i < Dialler.MAX_DIALS + 1; i++) {
                    a.transport.dial(new DialRequest(address, null, 0, false, 30_000));
                }
            });
            await().until(() -> a.dialFailures.size() == 1);
            assertThat(a.dialFailures.get(0).kind()).isEqualTo(DialFailure.Kind.REFUSED);
            assertThat(a.transport.statistics().dials()).isEqualTo(Dialler.MAX_DIALS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null while the peer grants no further stream. */
    private static @Nullable QuicStreamChannel openStream(
            TestNode node, Link link, String tag, ChannelHandler handler) {
        return node.onLoop(() -> {
                    QuicChannel channel = ((QuicLink) link).connection().channel();
                    // The codec would use up a stream number for each attempt beyond the limit.
                    QuicStreamChannel stream = channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) == 0
                            ? null
                            : channel.createStream(QuicStreamType.BIDIRECTIONAL, handler)
                                    .getNow();
                    if (stream != null) {
                        stream.writeAndFlush(StreamPreamble.of(stream, tag));
                    }
                    return Optional.ofNullable(stream);
                })
                .orElse(null);
    }

    /** Hears nothing, not even errors. */
    private static final class Deaf extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
