package io.barrel.p2p.transport.quic;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets QUIC connections run over other nodes: each route has an address that no network has (240.0.0.0/4, RFC 1112, section 4), and
 * packets to and from it are handed to relays instead of the socket. So both ends authenticate each other and encrypt as ever, and
 * relays see what a router sees. Confined to the loop.
 */
final class RelayedPaths {

    /** Routes over one first node, beyond which the least used is forgotten: nobody can push out routes over others. */
    static final int MAX_PER_RELAY = 256;

    /** First nodes, beyond which the least used is forgotten with its routes. */
    static final int MAX_RELAYS = 1_024;

    /** Packets that wait for the end of a turn of the loop; more are lost, as on any path. */
    private static final int MAX_WAITING = 1_024;

    private static final int FIRST_ADDRESS = 0xF0000001;
    private static final int LAST_ADDRESS = 0xFFFFFFFE;
    private static final int PORT = 1;

    private final EventLoop loop;
    private final BiConsumer<Route, ByteBuffer> outbound;
    private final Consumer<DatagramPacket> inbound;
    private final Map<InetSocketAddress, Route> routes = new HashMap<>();
    private final Map<NodeId, Map<Route, InetSocketAddress>> addresses = leastUsedFirst();
    private final Deque<Outgoing> leaving = new ArrayDeque<>();
    private final Deque<DatagramPacket> arriving = new ArrayDeque<>();
    private int next = FIRST_ADDRESS;

    private record Outgoing(Route route, ByteBuffer packet) {}

    /**
     * No paths.
     *
     * @param outbound takes packets that are to be relayed, in a task of their own
     * @param inbound takes packets that were relayed, in a task of their own; releases them
     */
    RelayedPaths(EventLoop loop, BiConsumer<Route, ByteBuffer> outbound, Consumer<DatagramPacket> inbound) {
        this.loop = loop;
        this.outbound = outbound;
        this.inbound = inbound;
    }

    /** The address that stands for a route from this node. */
    InetSocketAddress address(Route route) {
        Map<Route, InetSocketAddress> ofRelay = addresses.computeIfAbsent(route.first(), relay -> leastUsedFirst());
        InetSocketAddress known = ofRelay.get(route);
        if (known != null) {
            return known;
        }
        if (ofRelay.size() >= MAX_PER_RELAY) {
            Iterator<InetSocketAddress> leastUsed = ofRelay.values().iterator();
            routes.remove(leastUsed.next());
            leastUsed.remove();
        }
        if (addresses.size() > MAX_RELAYS) {
            Iterator<Map<Route, InetSocketAddress>> leastUsed =
                    addresses.values().iterator();
            leastUsed.next().values().forEach(routes::remove);
            leastUsed.remove();
        }
        InetSocketAddress fresh = freshAddress();
        ofRelay.put(route, fresh);
        routes.put(fresh, route);
        return fresh;
    }

    private static <K, V> Map<K, V> leastUsedFirst() {
        return new LinkedHashMap<>(16, 0.75f, true);
    }

    private InetSocketAddress freshAddress() {
        InetSocketAddress address;
        do {
            byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(next).array();
            next = next == LAST_ADDRESS ? FIRST_ADDRESS : next + 1;
            try {
                address = new InetSocketAddress(InetAddress.getByAddress(bytes), PORT);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("four bytes are an address", e);
            }
        } while (routes.containsKey(address));
        return address;
    }

    /** The route an address stands for. */
    Optional<Route> route(InetSocketAddress address) {
        return Optional.ofNullable(routes.get(address));
    }

    private static boolean isOurs(InetSocketAddress address) {
        @Nullable InetAddress host = address.getAddress();
        return host != null
                && address.getPort() == PORT
                && (host.getAddress()[0] & 0xF0) == 0xF0
                && host.getAddress().length == Integer.BYTES;
    }

    /** Whether a packet is not for the socket; it is then on its way, or lost. */
    boolean takes(DatagramPacket packet) {
        if (!isOurs(packet.recipient())) {
            return false;
        }
        Route route = routes.get(packet.recipient());
        if (route != null && leaving.size() < MAX_WAITING) {
            ByteBuf content = packet.content();
            ByteBuffer copy = ByteBuffer.allocate(content.readableBytes());
            content.getBytes(content.readerIndex(), copy);
            leaving.add(new Outgoing(route, copy.flip()));
            if (leaving.size() == 1) {
                loop.execute(this::leave);
            }
        }
        return true;
    }

    /** Not where they were written: the codec of another connection is not to be called from within this one. */
    private void leave() {
        for (int open = leaving.size(); open > 0; open--) {
            Outgoing first = leaving.remove();
            outbound.accept(first.route, first.packet);
        }
        if (!leaving.isEmpty()) {
            loop.execute(this::leave);
        }
    }

    /** A packet came over a route. */
    void receive(Route route, ByteBuffer packet, InetSocketAddress local) {
        if (arriving.size() >= MAX_WAITING) {
            return;
        }
        arriving.add(new DatagramPacket(Unpooled.copiedBuffer(packet), local, address(route)));
        if (arriving.size() == 1) {
            loop.execute(this::arrive);
        }
    }

    private void arrive() {
        for (int open = arriving.size(); open > 0; open--) {
            inbound.accept(arriving.remove());
        }
        if (!arriving.isEmpty()) {
            loop.execute(this::arrive);
        }
    }
}
