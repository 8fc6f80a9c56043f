package io.barrel.p2p.test.memory;

import io.barrel.p2p.engine.BoundTransport;
import io.barrel.p2p.engine.NodeRuntime;
import io.barrel.p2p.transport.TransportConfig;
import io.barrel.p2p.wire.PeerAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The machine of one node: the runtime of each of its lives, one after the other. */
public final class MemoryHost implements NodeRuntime {

    private final MemoryNetwork network;
    private final PeerAddress address;
    private final SplittableRandom random;
    private Life life;

    MemoryHost(MemoryNetwork network, PeerAddress address, SplittableRandom random) {
        this.network = network;
        this.address = address;
        this.random = random;
        this.life = new Life(network.time());
    }

    /** Where the node is reached. */
    public PeerAddress address() {
        return address;
    }

    /** Stops every thread of the node where it is; what comes for it waits. */
    public void pause() {
        life.pause();
    }

    /** Lets a paused node go on. */
    public void resume() {
        life.resume();
    }

    /** Ends the node without a word to anybody; its object is still to be stopped, which is silent then. */
    public void crash() {
        life.kill();
        network.unbind(address);
    }

    /** Makes ready for the node's next life. */
    public void revive() {
        life = new Life(network.time());
    }

    @Override
    public BoundTransport bind(TransportConfig config) {
        MemoryTransport transport = new MemoryTransport(network, this, life, config);
        network.bind(address, transport);
        return new BoundTransport(transport, transport::open);
    }

    @Override
    public ExecutorService executor(String name, int threads, int capacity, @Nullable ThreadFactory factory) {
        return new MemoryExecutor(life, capacity);
    }

    @Override
    public Clock clock() {
        return network.time().clock();
    }

    @Override
    public RandomGenerator random() {
        return random.split();
    }

    @Override
    public SecureRandom secureRandom() {
        return new SeededSecureRandom(random.split());
    }

    @Override
    public void await(CompletableFuture<?> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        network.time().advanceUntil(future::isDone, atMost);
        future.get(0, TimeUnit.MILLISECONDS);
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
