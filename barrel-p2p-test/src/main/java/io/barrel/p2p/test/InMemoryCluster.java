package io.barrel.p2p.test;

import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.engine.NodeRuntime;
import io.barrel.p2p.test.memory.MemoryHost;
import io.barrel.p2p.test.memory.MemoryNetwork;
import io.barrel.p2p.wire.PeerAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A cluster under virtual time: nothing happens but during {@link #advance}, {@link #advanceUntil} and what waits itself,
 * such as {@link #stop}. Futures of the nodes complete during these calls too; to block on one is to wait for ever. The
 * same seed and the same calls give the same run.
 *
 * <p>The nodes are real but for the network: an in-memory transport with latency, loss and the keep-alives of the QUIC
 * transport, over which the real handshakes run.
 */
public final class InMemoryCluster extends TestCluster {

    private static final int PORT = 9_100;

    private final MemoryNetwork network;
    private int places;

    private InMemoryCluster(ClusterBuilder built) {
        super(built);
        network = new MemoryNetwork(built.seed());
    }

    static InMemoryCluster start(ClusterBuilder built) {
        InMemoryCluster cluster = new InMemoryCluster(built);
        cluster.begin();
        return cluster;
    }

    /** Lets time pass. */
    public void advance(Duration duration) {
        network.time().advance(duration);
    }

    /** As {@link #await}: lets time pass until something holds, and no longer. */
    public void advanceUntil(BooleanSupplier condition, Duration atMost) {
        await(condition, atMost);
    }

    /** Virtual time since this was made. */
    @Override
    public Duration now() {
        return Duration.ofMillis(network.time().now());
    }

    /** The wall clock of the nodes. */
    public Clock clock() {
        return network.time().clock();
    }

    /** Sets how long each packet takes: a random time between these, to the millisecond; 1 to 5 ms at first. */
    public void latency(Duration min, Duration max) {
        network.latency(min.toMillis(), max.toMillis());
    }

    @Override
    boolean waitFor(BooleanSupplier condition, Duration atMost) {
        return network.time().advanceUntil(condition, atMost);
    }

    @Override
    Place newPlace() {
        int number = ++places;
        return new Seat(network.host(new PeerAddress("10.0." + number / 256 + "." + number % 256, PORT)));
    }

    @Override
    void cut(Place from, Place to) {
        network.cut(((Seat) from).host(), ((Seat) to).host());
    }

    @Override
    void lose(double share) {
        network.loss(share);
    }

    @Override
    void mend() {
        network.heal();
    }

    @Override
    void closeGround() {}

    /** A host in memory. */
    private record Seat(MemoryHost host) implements Place {

        @Override
        public PeerAddress address() {
            return host.address();
        }

        @Override
        public NodeRuntime runtime() {
            return host;
        }

        @Override
        public void configure(BarrelP2pConfig.Builder node) {
            node.bindAddress(address().host())
                    .listenPort(address().port())
                    .advertiseHost(address().host())
                    .advertisePort(address().port());
        }

        @Override
        public void pause() {
            host.pause();
        }

        @Override
        public void resume() {
            host.resume();
        }

        @Override
        public void crash() {
            host.crash();
        }

        @Override
        public void revive() {
            host.revive();
        }
    }
}
