package io.barrel.p2p.transport.quic;

import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Carries datagrams between one client and one server and drops those a rule names. */
final class UdpRelay implements AutoCloseable {

    /** Which datagrams are lost. */
    interface Loss {
        boolean drops(boolean toServer, int number);
    }

    private final DatagramSocket front = socket();
    private final DatagramSocket back = socket();
    private final SocketAddress server;
    private final AtomicInteger forwarded = new AtomicInteger();
    private volatile Loss loss;
    private volatile @Nullable SocketAddress client;

    /** A relay to that server; the rule is asked with numbers from 0, counted over both directions. */
    UdpRelay(PeerAddress server, Loss loss) {
        this.server = new InetSocketAddress(server.host(), server.port());
        this.loss = loss;
        start("relay-to-server", this::toServer);
        start("relay-to-client", this::toClient);
    }

    PeerAddress address() {
        return new PeerAddress("127.0.0.1", front.getLocalPort());
    }

    /** From now on nothing passes. */
    void cut() {
        loss = (toServer, number) -> true;
    }

    private void toServer() throws IOException {
        DatagramPacket packet = packet();
        front.receive(packet);
        client = packet.getSocketAddress();
        if (!loss.drops(true, forwarded.getAndIncrement())) {
            packet.setSocketAddress(server);
            back.send(packet);
        }
    }

    private void toClient() throws IOException {
        DatagramPacket packet = packet();
        back.receive(packet);
        SocketAddress to = client;
        if (to != null && !loss.drops(false, forwarded.getAndIncrement())) {
            packet.setSocketAddress(to);
            front.send(packet);
        }
    }

    private static DatagramPacket packet() {
        return new DatagramPacket(new byte[65_536], 65_536);
    }

    private static DatagramSocket socket() {
        try {
            return new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void start(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    while (!front.isClosed()) {
                        try {
                            step.run();
                        } catch (IOException e) {
                            // Closed: the loop's condition ends it.
                            Thread.onSpinWait();
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }
}
