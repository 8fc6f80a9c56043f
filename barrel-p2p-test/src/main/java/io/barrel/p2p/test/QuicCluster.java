package io.barrel.p2p.test;

import io.barrel.p2p.test.udp.Direction;
import io.barrel.p2p.test.udp.UdpFaultProxy;
import io.barrel.p2p.test.udp.UdpFaults;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A cluster of real nodes in this process, over QUIC on loopback. Each is reached through a {@link UdpFaultProxy} of its
 * own, whose address it advertises, so that an application outside can join through {@link #contacts} as well. Takes real
 * time; the seed decides what the proxies do to packets, not in which order they come.
 */
public final class QuicCluster extends TestCluster {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long start = System.nanoTime();
    private final List<QuicSeat> seats = new ArrayList<>();
    private final Set<Cut> cuts = new HashSet<>();
    private double loss;

    /** One direction between two nodes. */
    private record Cut(QuicSeat from, QuicSeat to) {}

    private QuicCluster(ClusterBuilder built) {
        super(built);
    }

    static QuicCluster start(ClusterBuilder built) {
        QuicCluster cluster = new QuicCluster(built);
        cluster.begin();
        return cluster;
    }

    /** The proxy through which others reach that node: for delay, jitter, reordering, NAT rebinding and counts. */
    public UdpFaultProxy proxy(TestNode node) {
        return ((QuicSeat) node.place()).proxy();
    }

    @Override
    Duration now() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    boolean waitFor(BooleanSupplier condition, Duration atMost) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > atMost.toNanos()) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    @Override
    Place newPlace() {
        QuicSeat seat = new QuicSeat(seed() + seats.size(), this::apply);
        seats.add(seat);
        lose(loss);
        return seat;
    }

    @Override
    void cut(Place from, Place to) {
        cuts.add(new Cut((QuicSeat) from, (QuicSeat) to));
        apply();
    }

    @Override
    void lose(double share) {
        loss = share;
        for (QuicSeat seat : seats) {
            for (Direction direction : Direction.values()) {
                seat.proxy().faults(direction, UdpFaults.NONE.withLoss(share));
            }
        }
    }

    @Override
    void mend() {
        cuts.clear();
        loss = 0;
        seats.forEach(seat -> seat.proxy().heal());
        apply();
    }

    @Override
    void closeGround() {
        seats.forEach(seat -> seat.proxy().close());
    }

    /** Tells each proxy which of its clients are cut off. */
    private void apply() {
        for (QuicSeat server : seats) {
            for (QuicSeat client : seats) {
                InetSocketAddress socket = client.socket();
                if (socket != null) {
                    block(server, socket, Direction.TO_TARGET, isCut(client, server));
                    block(server, socket, Direction.TO_CLIENT, isCut(server, client));
                }
            }
        }
    }

    private boolean isCut(QuicSeat from, QuicSeat to) {
        return from.isDead() || to.isDead() || cuts.contains(new Cut(from, to));
    }

    private static void block(QuicSeat server, InetSocketAddress client, Direction direction, boolean blocked) {
        if (blocked) {
            server.proxy().faults(client, direction, UdpFaults.BLOCKED);
        } else {
            server.proxy().clear(client, direction);
        }
    }
}
