package io.barrel.p2p.benchmarks.jmh;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.benchmarks.Nodes;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Looks into the registry of a running node that offers 100 services. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ServiceLookupBenchmark {

    private static final int SERVICES = 100;

    private final BarrelP2p node;
    private final ServiceRegistry services;

    /** A node that is not started. */
    public ServiceLookupBenchmark() {
        try {
            Path base = Files.createTempDirectory("barrel-p2p-lookup");
            base.toFile().deleteOnExit();
            node = Nodes.create(NodeId.of("lookup@bench"), base);
            services = node.services();
        } catch (IOException e) {
            throw new IllegalStateException("no place for the node's data", e);
        }
    }

    /** Starts it and waits until everything is on offer. */
    @Setup
    public void start() {
        node.start();
        IntStream.range(0, SERVICES)
                .forEach(i -> services.register(
                        "service-" + i, Map.of(), MessageHandler.replying(message -> ByteBuffer.allocate(0))));
        while (services.services().size() < SERVICES) {
            Thread.onSpinWait();
        }
    }

    /** Stops it. */
    @TearDown
    public void stop() {
        node.close();
    }

    /** Everybody who offers a service. */
    @Benchmark
    public List<ServiceInstance> lookup() {
        return services.lookup("service-42");
    }

    /** A service that nobody offers. */
    @Benchmark
    public List<ServiceInstance> lookupNothing() {
        return services.lookup("no such service");
    }

    /** The nearest of those who offer it. */
    @Benchmark
    public Optional<ServiceInstance> whereis() {
        return services.whereis("service-42");
    }
}
