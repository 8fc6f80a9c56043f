package io.barrel.p2p.transport.quic;

import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Senders with many addresses of the loopback network, as if they were made up; they hear what those would be sent. */
final class Spoofers implements AutoCloseable {

    /** QUIC version 1, section 17.2: the long header and its type, 3 for RETRY. */
    private static final int TYPE = 0xF0;

    private static final int RETRY = 0xF0;

    private final List<DatagramChannel> sockets = new ArrayList<>();
    private final InetSocketAddress target;
    private final long[] sent;
    private final long[] received;
    private int next;
    private long retries;

    /**
     * What was sent to the made up addresses.
     *
     * @param amplification the most that one of them was sent, in multiples of what came from it
     */
    record Heard(long retries, long bytes, double amplification) {}

    Spoofers(PeerAddress target, int count) throws IOException {
        this.target = new InetSocketAddress(target.host(), target.port());
        sent = new long[count];
        received = new long[count];
        for (int i = 0; i < count; i++) {
            DatagramChannel socket = DatagramChannel.open();
            socket.configureBlocking(false);
            // All of 127.0.0.0/8 is this host on Linux, elsewhere one address is.
            boolean linux = System.getProperty("os.name").equals("Linux");
            byte[] address = {127, 0, (byte) (linux ? i : 0), (byte) (linux ? 2 + i : 1)};
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
            sockets.add(socket);
        }
    }

    /** Sends a packet from the next of the addresses. */
    void send(byte[] packet) throws IOException {
        sockets.get(next).send(ByteBuffer.wrap(packet), target);
        sent[next] += packet.length;
        next = (next + 1) % sockets.size();
        drain(next);
    }

    long bytesSent() {
        long sum = 0;
        for (long bytes : sent) {
            sum += bytes;
        }
        return sum;
    }

    private void drain(int socket) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(2_000);
        while (sockets.get(socket).receive(packet) != null) {
            packet.flip();
            received[socket] += packet.remaining();
            if ((packet.get(0) & TYPE) == RETRY) {
                retries++;
            }
            packet.clear();
        }
    }

    Heard heard() throws IOException {
        long bytes = 0;
        double most = 0;
        for (int i = 0; i < sent.length; i++) {
            drain(i);
            bytes += received[i];
            most = Math.max(most, (double) received[i] / sent[i]);
        }
        return new Heard(retries, bytes, most);
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel socket : sockets) {
            socket.close();
        }
    }
}
