package io.barrel.p2p.benchmarks.jmh;

import io.barrel.p2p.messaging.MessageCodec;
import io.barrel.p2p.messaging.MessageFrame;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Frames of messages to bytes and back: a request of 64 bytes, without context and with a trace's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageCodecBenchmark {

    private static final int PAYLOAD = 64;

    private final MessageFrame plain = request(Map.of());
    private final MessageFrame traced =
            request(Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    private final ByteBuffer plainBytes = MessageCodec.encode(plain);
    private final ByteBuffer tracedBytes = MessageCodec.encode(traced);

    private static MessageFrame request(Map<String, String> context) {
        return new MessageFrame(
                MessageFrame.Kind.REQUEST,
                true,
                "prices",
                1,
                100_000,
                0,
                99_999,
                99_990,
                10_000,
                null,
                "",
                context,
                ByteBuffer.allocate(PAYLOAD));
    }

    @Benchmark
    public ByteBuffer encodeRequest() {
        return MessageCodec.encode(plain);
    }

    @Benchmark
    public Optional<MessageFrame> decodeRequest() {
        return MessageCodec.decode(plainBytes);
    }

    @Benchmark
    public ByteBuffer encodeRequestWithContext() {
        return MessageCodec.encode(traced);
    }

    @Benchmark
    public Optional<MessageFrame> decodeRequestWithContext() {
        return MessageCodec.decode(tracedBytes);
    }
}
