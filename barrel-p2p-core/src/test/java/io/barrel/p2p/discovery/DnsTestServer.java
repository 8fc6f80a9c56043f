package io.barrel.p2p.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server on loopback that knows a few SRV records; it answers other names with NXDOMAIN. RFC 1035, section 4. */
final class DnsTestServer implements AutoCloseable {

    private static final int HEADER = 12;
    private static final int TYPE_SRV = 33;
    private static final int CLASS_IN = 1;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Map<String, List<SrvRecord>> records = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::serve, "dns-test-server");
    private volatile boolean talksNonsense;

    DnsTestServer() throws SocketException {
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    void put(String name, SrvRecord... found) {
        records.put(name, List.of(found));
    }

    void talkNonsense() {
        talksNonsense = true;
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        try {
            while (true) {
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private byte[] answer(byte[] query) throws IOException {
        int end = HEADER;
        StringBuilder name = new StringBuilder();
        while (query[end] != 0) {
            name.append(new String(query, end + 1, query[end], StandardCharsets.US_ASCII))
                    .append('.');
            end += query[end] + 1;
        }
        int questionEnd = end + 5;
        List<SrvRecord> found = records.get(name.substring(0, name.length() - 1));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(found == null ? 0x8583 : 0x8580);
        out.writeShort(1);
        out.writeShort(talksNonsense ? 7 : found == null ? 0 : found.size());
        out.writeInt(0);
        out.write(query, HEADER, questionEnd - HEADER);
        if (talksNonsense) {
            out.write(new byte[] {(byte) 0xC0, (byte) 0xFF, 63, 1, 2, 3});
        } else if (found != null) {
            for (SrvRecord record : found) {
                write(record, out);
            }
        }
        return bytes.toByteArray();
    }

    private static void write(SrvRecord record, DataOutputStream out) throws IOException {
        byte[] target = labels(record.host());
        out.writeShort(0xC000 | HEADER);
        out.writeShort(TYPE_SRV);
        out.writeShort(CLASS_IN);
        out.writeInt(0);
        out.writeShort(6 + target.length);
        out.writeShort(record.priority());
        out.writeShort(record.weight());
        out.writeShort(record.port());
        out.write(target);
    }

    private static byte[] labels(String host) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String label : host.isEmpty() ? new String[0] : host.split("\\.")) {
            bytes.write(label.length());
            bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
