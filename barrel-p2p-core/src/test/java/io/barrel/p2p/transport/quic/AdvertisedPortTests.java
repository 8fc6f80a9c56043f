package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.LocalNode;
import io.barrel.p2p.wire.PeerAddress;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node behind a port that is not its own, as behind NAT or a published port of a container. */
class AdvertisedPortTests {

    @Test
    void peersThatHearOfANodeDialItAtThePortItAdvertises(@TempDir Path base) throws SocketException {
        PeerAddress inside = new PeerAddress("127.0.0.1", freePort());
        try (UdpRelay outside = new UdpRelay(inside, (toServer, number) -> false);
                LocalNode contact = new LocalNode(base, "contact", builder -> builder).start();
                LocalNode peer = new LocalNode(base, "peer", to(contact)).start()) {
            await().atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(peer.activePeers()).contains(contact.name));

            UnaryOperator<BarrelP2pConfig.Builder> behind = builder -> to(contact)
                    .apply(builder)
                    .listenPort(inside.port())
                    .advertiseHost("127.0.0.1")
                    .advertisePort(outside.address().port());
            try (LocalNode hidden = new LocalNode(base, "hidden", behind).start()) {
                assertThat(hidden.contact()).isEqualTo(outside.address().toString());
                // The contact tells its peer of the newcomer, and the peer dials.
                await().atMost(20, TimeUnit.SECONDS)
                        .untilAsserted(() -> assertThat(peer.p2p.connections())
                                .filteredOn(connection -> connection.peer().equals(hidden.name))
                                .singleElement()
                                .satisfies(connection -> {
                                    assertThat(connection.dialled()).isTrue();
                                    assertThat(connection.remoteAddress()).isEqualTo(outside.address());
                                }));
            }
        }
    }

    private static UnaryOperator<BarrelP2pConfig.Builder> to(LocalNode contact) {
        String address = contact.contact();
        return builder -> builder.contactNodes(List.of(address));
    }

    private static int freePort() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
