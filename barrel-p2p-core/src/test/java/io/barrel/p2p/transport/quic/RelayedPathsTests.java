package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayedPathsTests {

    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9_000);

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final ConcurrentLinkedQueue<Route> sent = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<InetSocketAddress> senders = new ConcurrentLinkedQueue<>();
    private final RelayedPaths paths = new RelayedPaths(loop, (route, packet) -> sent.add(route), this::received);

    private void received(DatagramPacket packet) {
        senders.add(packet.sender());
        packet.release();
    }

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static Route route(String relay, int target) {
        return new Route(List.of(NodeId.of("me@test"), NodeId.of(relay + "@test"), NodeId.of("n" + target + "@test")));
    }

    private static DatagramPacket packet(InetSocketAddress to) {
        return new DatagramPacket(Unpooled.wrappedBuffer(new byte[10]), to, HERE);
    }

    @Test
    void routeHasOneAddressWhichNoNetworkHas() {
        InetSocketAddress address = paths.address(route("r", 1));

        assertThat(paths.address(route("r", 1))).isEqualTo(address);
        assertThat(paths.address(route("s", 1))).isNotEqualTo(address);
        assertThat(address.getAddress().getAddress()[0] & 0xF0).isEqualTo(0xF0);
        assertThat(paths.route(address)).contains(route("r", 1));
    }

    @Test
    void packetsToThatAddressAreRelayedAndOthersAreNot() {
        assertThat(paths.takes(packet(HERE))).isFalse();
        assertThat(paths.takes(packet(paths.address(route("r", 1))))).isTrue();

        await().until(() -> List.copyOf(sent).equals(List.of(route("r", 1))));
    }

    @Test
    void packetsToAForgottenRouteGoNowhere() {
        InetSocketAddress forgotten = paths.address(route("r", 0));
        for (int i = 1; i <= RelayedPaths.MAX_PER_RELAY; i++) {
            paths.address(route("r", i));
        }

        assertThat(paths.route(forgotten)).isEmpty();
        assertThat(paths.takes(packet(forgotten))).isTrue();
        paths.takes(packet(paths.address(route("r", 5))));
        await().until(() -> List.copyOf(sent).equals(List.of(route("r", 5))));
    }

    @Test
    void manyRoutesOverOneRelayPushOutNoneOverAnother() {
        InetSocketAddress other = paths.address(route("s", 0));
        for (int i = 0; i < 3 * RelayedPaths.MAX_PER_RELAY; i++) {
            paths.address(route("r", i));
        }

        assertThat(paths.route(other)).contains(route("s", 0));
    }

    @Test
    void relaysThatAreNotUsedAreForgottenWithTheirRoutes() {
        InetSocketAddress unused = paths.address(route("unused", 1));
        InetSocketAddress used = paths.address(route("used", 1));
        for (int i = 0; i < RelayedPaths.MAX_RELAYS; i++) {
            paths.address(route("used", 1));
            paths.address(route("r" + i, 1));
        }

        assertThat(paths.route(unused)).isEmpty();
        assertThat(paths.route(used)).isPresent();
    }

    @Test
    void relayedPacketComesFromTheAddressOfItsRoute() {
        loop.submit(() -> paths.receive(route("r", 1), ByteBuffer.wrap(new byte[10]), HERE))
                .awaitUninterruptibly();

        await().until(() -> !senders.isEmpty());
        assertThat(senders).containsExactly(paths.address(route("r", 1)));
    }
}
