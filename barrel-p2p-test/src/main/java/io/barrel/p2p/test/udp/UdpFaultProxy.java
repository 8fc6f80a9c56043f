package io.barrel.p2p.test.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands between UDP clients and one target, such as a node in this or another process, and does to their datagrams what
 * {@link UdpFaults} say. A client is known by its source address; the target sees each client behind a port of the proxy's
 * own, as behind a NAT.
 *
 * <pre>{@code
 * try (UdpFaultProxy proxy = UdpFaultProxy.to(node)) {
 *     proxy.faults(Direction.TO_TARGET, UdpFaults.NONE.withLoss(0.1));
 *     // clients send to proxy.address()
 * }
 * }</pre>
 *
 * <p>Has one thread and bounded queues: at most 1,024 clients, of which the one silent for longest gives way, and 16,384
 * datagrams or 32 MiB that wait. Safe for use by any thread. Changed faults apply to what arrives from then on.
 */
public final class UdpFaultProxy implements AutoCloseable {

    private static final int KERNEL_BUFFER = 1 << 20;

    private final InetSocketAddress address;
    private final ProxyLoop loop;
    private final Thread thread;
    private final Map<Direction, UdpFaults> faults = new ConcurrentHashMap<>();
    private final Map<Rule, UdpFaults> rules = new ConcurrentHashMap<>();
    private volatile @Nullable InetSocketAddress target;

    /** Whom other faults than the rest are for. */
    private record Rule(InetSocketAddress client, Direction direction) {}

    private UdpFaultProxy(InetSocketAddress bind, long seed) {
        try {
            DatagramChannel front = channel(bind);
            address = (InetSocketAddress) front.getLocalAddress();
            loop = new ProxyLoop(front, address.getAddress(), this::faults, () -> target, seed);
        } catch (IOException e) {
            throw new UncheckedIOException("No proxy at " + bind, e);
        }
        thread = new Thread(loop, "udp-fault-proxy-" + address.getPort());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * A proxy on loopback at any free port that does not know its {@link #target} yet and drops what comes for it.
     *
     * @throws UncheckedIOException if no socket can be opened
     */
    public static UdpFaultProxy open() {
        return open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    /**
     * A proxy at an address of this host.
     *
     * @param bind where clients reach it, port 0 for any free one; the target is spoken to from the same address
     * @param seed of its randomness; which datagrams are hit also depends on the order in which they arrive
     * @throws UncheckedIOException if the address cannot be bound
     */
    public static UdpFaultProxy open(InetSocketAddress bind, long seed) {
        return new UdpFaultProxy(bind, seed);
    }

    /** A proxy as {@link #open()} makes it, to that target. */
    public static UdpFaultProxy to(InetSocketAddress target) {
        UdpFaultProxy proxy = open();
        proxy.target(target);
        return proxy;
    }

    /** Where clients send to. */
    public InetSocketAddress address() {
        return address;
    }

    /** Sets where datagrams are sent on to, and from where answers are taken. */
    public void target(InetSocketAddress address) {
        target = address;
    }

    /** Sets the faults of all clients that have none of their own. */
    public void faults(Direction direction, UdpFaults of) {
        faults.put(direction, of);
    }

    /** Sets the faults of one client. */
    public void faults(InetSocketAddress client, Direction direction, UdpFaults of) {
        rules.put(new Rule(client, direction), of);
    }

    /** Ends all faults. */
    public void heal() {
        rules.clear();
        faults.clear();
    }

    /**
     * Gives every client a new port towards the target, as a NAT does that forgot its table. What the target sends to the
     * old ports is lost. Returns when it is done.
     *
     * @throws UncheckedIOException if no socket can be opened
     * @throws IllegalStateException if the proxy is closed
     */
    public void rebind() {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        loop.rebind(done);
        done.join();
    }

    /** Counts of one direction. */
    public ProxyCounts counts(Direction direction) {
        return loop.counts(direction);
    }

    private UdpFaults faults(InetSocketAddress client, Direction direction) {
        UdpFaults own = rules.get(new Rule(client, direction));
        return own == null ? faults.getOrDefault(direction, UdpFaults.NONE) : own;
    }

    static DatagramChannel channel(InetSocketAddress bind) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, KERNEL_BUFFER);
            channel.bind(bind);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Closes all sockets; what waits is lost. Returns when the thread has ended. */
    @Override
    public void close() {
        loop.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
