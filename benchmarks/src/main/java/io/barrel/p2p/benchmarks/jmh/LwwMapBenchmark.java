package io.barrel.p2p.benchmarks.jmh;

import com.google.protobuf.ByteString;
import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.replica.LwwMap;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaInput;
import io.barrel.p2p.replica.ReplicaOutput;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writes and merges of a map of 10,000 keys with values of 64 bytes. Every figure is per entry: one call is a batch, so that
 * making a fresh map before it does not count.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LwwMapBenchmark {

    /** Keys of a map, and so entries of a batch. */
    static final int KEYS = 10_000;

    private static final NodeId HERE = NodeId.of("here@test");
    private static final NodeId THERE = NodeId.of("there@test");
    private static final ByteString VALUE = ByteString.copyFrom(new byte[64]);

    private final List<ByteString> keys = IntStream.range(0, KEYS)
            .mapToObj(i -> ByteString.copyFromUtf8("order-" + i))
            .toList();
    private final List<ReplicaInput> first = new ArrayList<>();
    private final List<ReplicaInput> later = new ArrayList<>();
    private LwwMap map = map(HERE, output -> {});

    /** What another node wrote, one broadcast for each entry: each key twice. */
    public LwwMapBenchmark() {
        List<ReplicaEntry> written = new ArrayList<>();
        LwwMap there = map(THERE, output -> {
            if (output instanceof ReplicaOutput.Broadcast broadcast) {
                written.addAll(broadcast.entries());
            }
        });
        keys.forEach(key -> there.put(key, VALUE, 0));
        keys.forEach(key -> there.put(key, VALUE, 0));
        for (int i = 0; i < KEYS; i++) {
            first.add(new ReplicaInput.Delta(THERE, List.of(written.get(i))));
            later.add(new ReplicaInput.Delta(THERE, List.of(written.get(KEYS + i))));
        }
    }

    private static LwwMap map(NodeId self, Consumer<ReplicaOutput> outputs) {
        HybridClock clock = new HybridClock(System::currentTimeMillis, ReplicaConfig.DEFAULT.maxClockSkew());
        return new LwwMap(ReplicaConfig.DEFAULT, self, clock, new SplittableRandom(1), outputs);
    }

    /** A map that holds the first write of each key. */
    @Setup(Level.Invocation)
    public void fill() {
        map = map(HERE, output -> {});
        first.forEach(delta -> map.handle(delta, 0));
    }

    /** Of the map as it is. */
    long digest() {
        return map.replica().digest();
    }

    /** Later writes of another node, which win. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int mergeNewer() {
        later.forEach(delta -> map.handle(delta, 0));
        return map.replica().size();
    }

    /** What is held already. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int mergeKnown() {
        first.forEach(delta -> map.handle(delta, 0));
        return map.replica().size();
    }

    /** Keys that are new, in a map that begins empty. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int mergeNew() {
        LwwMap empty = map(HERE, output -> {});
        first.forEach(delta -> empty.handle(delta, 0));
        return empty.replica().size();
    }

    /** Writes of this node. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int put() {
        keys.forEach(key -> map.put(key, VALUE, 0));
        return map.replica().size();
    }
}
