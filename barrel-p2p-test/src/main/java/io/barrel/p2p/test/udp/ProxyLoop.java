package io.barrel.p2p.test.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a proxy: reads datagrams, throws the dice, sends when their time has come. */
final class ProxyLoop implements Runnable {

    private static final int MAX_FLOWS = 1_024;
    private static final int MAX_DATAGRAM = 65_535;
    private static final int READS_PER_TURN = 64;
    private static final long HELD_NANOS = Duration.ofMillis(20).toNanos();

    private static final Logger log = LoggerFactory.getLogger(ProxyLoop.class);

    private final Selector selector;
    private final DatagramChannel front;
    private final InetAddress local;
    private final BiFunction<InetSocketAddress, Direction, UdpFaults> faults;
    private final Supplier<@Nullable InetSocketAddress> target;
    private final SplittableRandom random;

    private final Map<Direction, Tally> tallies = new EnumMap<>(Direction.class);
    private final Map<InetSocketAddress, Flow> flows = new LinkedHashMap<>(16, 0.75f, true);
    private final Departures departures = new Departures();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private final Queue<CompletableFuture<@Nullable Void>> rebinds = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    ProxyLoop(
            DatagramChannel front,
            InetAddress local,
            BiFunction<InetSocketAddress, Direction, UdpFaults> faults,
            Supplier<@Nullable InetSocketAddress> target,
            long seed)
            throws IOException {
        this.front = front;
        this.local = local;
        this.faults = faults;
        this.target = target;
        this.random = new SplittableRandom(seed);
        for (Direction direction : Direction.values()) {
            tallies.put(direction, new Tally());
        }
        this.selector = Selector.open();
        front.register(selector, SelectionKey.OP_READ);
    }

    ProxyCounts counts(Direction direction) {
        return tally(direction).counts();
    }

    private Tally tally(Direction direction) {
        Tally tally = tallies.get(direction);
        if (tally == null) {
            throw new IllegalStateException("no tally of " + direction);
        }
        return tally;
    }

    void rebind(CompletableFuture<@Nullable Void> done) {
        rebinds.add(done);
        if (closed) {
            failRebinds();
        }
        selector.wakeup();
    }

    void close() {
        closed = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        try (selector;
                front) {
            while (!closed) {
                selector.select(departures.waitMillis(System.nanoTime()));
                rebindFlows();
                read();
                send();
            }
            for (Flow flow : flows.values()) {
                flow.close();
            }
        } catch (IOException e) {
            log.atError().setCause(e).log("The UDP fault proxy ended");
        } finally {
            closed = true;
            failRebinds();
        }
    }

    private void failRebinds() {
        for (var done = rebinds.poll(); done != null; done = rebinds.poll()) {
            done.completeExceptionally(new IllegalStateException("the proxy is closed"));
        }
    }

    private void rebindFlows() throws IOException {
        for (var done = rebinds.poll(); done != null; done = rebinds.poll()) {
            for (Flow flow : flows.values()) {
                flow.rebind();
            }
            done.complete(null);
        }
    }

    private void read() throws IOException {
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
            SelectionKey key = keys.next();
            keys.remove();
            if (key.isValid() && key.isReadable()) {
                read((DatagramChannel) key.channel(), (Flow) key.attachment());
            }
        }
    }

    /** Reads some datagrams: of any client if the flow is null, else of the target. */
    private void read(DatagramChannel channel, @Nullable Flow flow) throws IOException {
        for (int i = 0; i < READS_PER_TURN && channel.isOpen(); i++) {
            buffer.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
            if (from == null) {
                return;
            }
            buffer.flip();
            if (flow == null) {
                receive(flow(from), Direction.TO_TARGET);
            } else if (from.equals(target.get())) {
                receive(flow, Direction.TO_CLIENT);
            } else {
                tally(Direction.TO_CLIENT).dropped();
            }
        }
    }

    private Flow flow(InetSocketAddress client) throws IOException {
        Flow known = flows.get(client);
        if (known != null) {
            return known;
        }
        if (flows.size() >= MAX_FLOWS) {
            Iterator<Flow> eldest = flows.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
        Flow flow = new Flow(client, local, selector);
        flows.put(client, flow);
        return flow;
    }

    private void receive(Flow flow, Direction direction) {
        Tally tally = tally(direction);
        tally.received();
        UdpFaults fate = faults.apply(flow.client(), direction);
        if (fate.blocked()) {
            tally.blocked();
        } else if (hits(fate.loss())) {
            tally.lost();
        } else {
            Datagram datagram = new Datagram(flow, direction, copy());
            depart(datagram, fate);
            if (hits(fate.duplicate())) {
                tally.duplicated();
                depart(datagram.again(), fate);
            }
        }
    }

    private ByteBuffer copy() {
        return ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
    }

    private void depart(Datagram datagram, UdpFaults fate) {
        Flow flow = datagram.flow();
        Tally tally = tally(datagram.direction());
        long due = System.nanoTime() + fate.delay().toNanos() + jitter(fate.jitter());
        if (hits(fate.reorder()) && flow.hold(datagram)) {
            tally.reordered();
            if (!departures.add(datagram, due + HELD_NANOS)) {
                flow.left(datagram);
                tally.dropped();
            }
            return;
        }
        if (!departures.add(datagram, due)) {
            tally.dropped();
        }
        Datagram held = flow.release(datagram.direction());
        if (held != null) {
            departures.move(held, due);
        }
    }

    private boolean hits(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    private long jitter(Duration bound) {
        return bound.isZero() ? 0 : random.nextLong(bound.toNanos());
    }

    private void send() {
        long now = System.nanoTime();
        for (Datagram next = departures.poll(now); next != null; next = departures.poll(now)) {
            next.flow().left(next);
            Tally tally = tally(next.direction());
            if (send(next)) {
                tally.forwarded();
            } else {
                tally.dropped();
            }
        }
    }

    private boolean send(Datagram datagram) {
        boolean toTarget = datagram.direction() == Direction.TO_TARGET;
        DatagramChannel channel = toTarget ? datagram.flow().channel() : front;
        InetSocketAddress to = toTarget ? target.get() : datagram.flow().client();
        try {
            return to != null && channel.isOpen() && channel.send(datagram.payload(), to) == datagram.size();
        } catch (IOException e) {
            log.atDebug().setCause(e).addKeyValue("to", to).log("A datagram could not be sent");
            return false;
        }
    }
}
