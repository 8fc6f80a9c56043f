package io.barrel.p2p.test.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One client of the proxy: the socket from which the target hears of it. Confined to the proxy's thread. */
final class Flow {

    private final InetSocketAddress client;
    private final InetAddress local;
    private final Selector selector;
    private final Map<Direction, Datagram> held = new EnumMap<>(Direction.class);
    private DatagramChannel channel;

    Flow(InetSocketAddress client, InetAddress local, Selector selector) throws IOException {
        this.client = client;
        this.local = local;
        this.selector = selector;
        this.channel = open();
    }

    InetSocketAddress client() {
        return client;
    }

    DatagramChannel channel() {
        return channel;
    }

    /** From now on the target hears of the client from another port; what it sends to the old one is lost. */
    void rebind() throws IOException {
        DatagramChannel old = channel;
        channel = open();
        old.close();
    }

    void close() throws IOException {
        channel.close();
    }

    /** Holds a datagram back until the next one of its direction; false if one is held already. */
    boolean hold(Datagram datagram) {
        return held.putIfAbsent(datagram.direction(), datagram) == null;
    }

    /** The datagram that was held back, which is held no longer. */
    @Nullable
    Datagram release(Direction direction) {
        return held.remove(direction);
    }

    /** A held datagram leaves by itself. */
    void left(Datagram datagram) {
        held.remove(datagram.direction(), datagram);
    }

    private DatagramChannel open() throws IOException {
        DatagramChannel opened = UdpFaultProxy.channel(new InetSocketAddress(local, 0));
        try {
            opened.register(selector, SelectionKey.OP_READ, this);
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }
}
