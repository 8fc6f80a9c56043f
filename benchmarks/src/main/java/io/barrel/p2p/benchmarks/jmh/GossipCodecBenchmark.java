package io.barrel.p2p.benchmarks.jmh;

import io.barrel.p2p.gossip.GossipCodec;
import io.barrel.p2p.gossip.GossipFrame;
import io.barrel.p2p.gossip.GossipMessage.Announcement;
import io.barrel.p2p.gossip.GossipMessage.IHave;
import io.barrel.p2p.gossip.GossipMessage.Push;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Frames of gossip to bytes and back: a broadcast of 64 bytes, and 64 announcements. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class GossipCodecBenchmark {

    private static final int PAYLOAD = 64;
    private static final int ANNOUNCEMENTS = 64;

    private final GossipFrame broadcast = new GossipFrame(
            0x1122_3344_5566_7788L,
            new Push(id(1), "orders", NodeId.of("orders@host-1"), 3, ByteBuffer.allocate(PAYLOAD)));
    private final GossipFrame announcements = new GossipFrame(
            0x1122_3344_5566_7788L,
            new IHave(IntStream.range(0, ANNOUNCEMENTS)
                    .mapToObj(i -> new Announcement(id(i), 3))
                    .toList()));
    private final ByteBuffer broadcastBytes = GossipCodec.encode(broadcast);
    private final ByteBuffer announcementsBytes = GossipCodec.encode(announcements);

    /** Ids are random: none of their bytes is left out on the wire. */
    private static MessageId id(int number) {
        return new MessageId(0x7755_3311_ffdd_bb99L * (number + 1), 0x9977_5533_11ff_ddbbL * (number + 1));
    }

    @Benchmark
    public ByteBuffer encodeBroadcast() {
        return GossipCodec.encode(broadcast);
    }

    @Benchmark
    public Optional<GossipFrame> decodeBroadcast() {
        return GossipCodec.decode(broadcastBytes);
    }

    @Benchmark
    public ByteBuffer encodeAnnouncements() {
        return GossipCodec.encode(announcements);
    }

    @Benchmark
    public Optional<GossipFrame> decodeAnnouncements() {
        return GossipCodec.decode(announcementsBytes);
    }
}
