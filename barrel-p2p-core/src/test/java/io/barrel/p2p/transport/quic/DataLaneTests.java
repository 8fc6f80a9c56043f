package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.Protocols;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The data streams beside the control stream. */
@SuppressWarnings("FutureReturnValueIgnored")
class DataLaneTests {

    private final TestNode a = TestNode.start("a");
    private final TestNode b = TestNode.start("b");
    private final Link link = a.link(b);

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private static Frame numbered(int number, int size) {
        return new Frame(
                Protocols.MEMBERSHIP,
                ByteBuffer.allocate(4 + size).putInt(number).rewind());
    }

    private static List<Integer> numbers(TestNode node, int from, int to) {
        List<Integer> numbers = new ArrayList<>();
        for (byte[] payload : node.payloads()) {
            int number = ByteBuffer.wrap(payload).getInt();
            if (number >= from && number < to) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    @Test
    void framesOfALaneArriveInOrderInBothDirections() {
        a.run(() -> {
            for (int i = 0; i < 800; i++) {
                link.send(i % Link.LANES, numbered(1_000 * (i % Link.LANES) + i / Link.LANES, i % 7 == 0 ? 20_000 : 1));
            }
        });
        Link theirs = b.lastLink();
        b.run(() -> {
            for (int i = 0; i < 100; i++) {
                theirs.send(3, numbered(i, 10));
            }
        });
        await().atMost(TestNode.PATIENCE).until(() -> b.frames.size() == 800 && a.frames.size() == 100);
        for (int lane = 0; lane < Link.LANES; lane++) {
            assertThat(numbers(b, 1_000 * lane, 1_000 * (lane + 1)))
                    .hasSize(100)
                    .isSorted();
        }
        assertThat(numbers(a, 0, 100)).hasSize(100).isSorted();
        assertThat(link.statistics().framesSent()).isGreaterThanOrEqualTo(800);
    }

    @Test
    void laneThatWasFullTellsWhenItHasRoom() {
        a.run(() -> {
            for (int i = 0; i < 3; i++) {
                link.send(5, numbered(i, 1 << 20));
            }
            link.send(2, numbered(7, 1));
        });
        assertThat(a.onLoop(() -> link.waiting(5) + link.waiting(2))).isNotNegative();
        await().atMost(TestNode.PATIENCE).until(() -> b.frames.size() == 4 && !a.drained.isEmpty());
        assertThat(a.drained).containsExactly(5);
        assertThat(a.onLoop(() -> link.waiting(5))).isZero();
    }

    @Test
    void laneToAPeerThatDoesNotReadIsClosedBeforeMemoryRunsOut() {
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
                int number = i;
                a.run(() -> link.send(1, numbered(number, 1 << 20)));
            }
            await().atMost(TestNode.PATIENCE).until(() -> a.ends.size() == 1);
            assertThat(a.ends).containsExactly(new LinkEnd(LinkEnd.By.US, CloseReason.OVERFLOW));
        } finally {
            blocked.countDown();
        }
    }

    @Test
    void wordOfTheLinkOnADataLaneBreaksIt() {
        a.run(() -> link.send(0, new Frame(Protocols.LINK, ByteBuffer.allocate(2))));
        await().until(() -> b.ends.size() == 1);
        assertThat(b.ends).containsExactly(new LinkEnd(LinkEnd.By.US, CloseReason.PROTOCOL_ERROR));
    }

    @Test
    void streamBeyondTheLanesIsRefused() {
        a.run(() -> {
            QuicLink ours = (QuicLink) link;
            for (int i = 0; i < Link.LANES + 1; i++) {
                ours.connection()
                        .channel()
                        .createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInboundHandlerAdapter())
                        .addListener((Future<QuicStreamChannel> opened) -> {
                            QuicStreamChannel stream = opened.getNow();
                            stream.writeAndFlush(StreamPreamble.of(stream, QuicConnection.DATA_TAG));
                            stream.writeAndFlush(Unpooled.buffer().writeInt(1).writeByte(Protocols.MEMBERSHIP));
                        });
            }
        });
        await().atMost(TestNode.PATIENCE)
                .until(() -> b.frames.size() == Link.LANES
                        && b.transport.statistics().preambleDropped() == 1);
        assertThat(b.ends).isEmpty();
    }
}
