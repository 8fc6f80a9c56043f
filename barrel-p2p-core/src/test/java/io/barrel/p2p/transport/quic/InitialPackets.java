package io.barrel.p2p.transport.quic;

import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** First packets of genuine QUIC clients, each of a connection of its own. */
final class InitialPackets {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int CONNECTION_ID = 6;
    private static final int CONNECTION_ID_LENGTH = 5;

    private final List<byte[]> packets;
    private int next;

    private InitialPackets(List<byte[]> packets) {
        this.packets = packets;
    }

    /** So many clients dial somebody who only listens. */
    static InitialPackets capture(int count) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        Set<String> connections = new HashSet<>();
        try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                RawPeer client = new RawPeer(Certificates.fresh())) {
            deaf.setSoTimeout(TIMEOUT_MILLIS);
            PeerAddress address = new PeerAddress("127.0.0.1", deaf.getLocalPort());
            DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
            while (packets.size() < count) {
                client.dial(address);
                deaf.receive(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                int end = CONNECTION_ID + bytes[CONNECTION_ID_LENGTH];
                if (connections.add(Arrays.toString(Arrays.copyOfRange(bytes, CONNECTION_ID, end)))) {
                    packets.add(bytes);
                }
            }
        }
        return new InitialPackets(packets);
    }

    /** The next of them; after the last, the first again. */
    byte[] fresh() {
        return packets.get(next++ % packets.size());
    }
}
