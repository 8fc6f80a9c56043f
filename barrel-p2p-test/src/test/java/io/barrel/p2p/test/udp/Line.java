package io.barrel.p2p.test.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plain UDP socket on loopback that sends and receives numbers. */
final class Line implements AutoCloseable {

    private static final int PATIENCE = 10_000;

    private final DatagramSocket socket;
    private @Nullable InetSocketAddress lastSender;

    Line() {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Where the last datagram came from. */
    InetSocketAddress lastSender() {
        if (lastSender == null) {
            throw new IllegalStateException("nothing was received");
        }
        return lastSender;
    }

    void send(InetSocketAddress to, int number) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next number; fails if none comes. */
    int receive() {
        Integer number = receive(PATIENCE);
        if (number == null) {
            throw new AssertionError("no datagram came within " + PATIENCE + " ms");
        }
        return number;
    }

    List<Integer> receiveMany(int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(receive());
        }
        return numbers;
    }

    private @Nullable Integer receive(int millis) {
        DatagramPacket packet = new DatagramPacket(new byte[16], 16);
        try {
            socket.setSoTimeout(millis);
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lastSender = (InetSocketAddress) packet.getSocketAddress();
        return ByteBuffer.wrap(packet.getData()).getInt();
    }

    @Override
    public void close() {
        socket.close();
    }
}
