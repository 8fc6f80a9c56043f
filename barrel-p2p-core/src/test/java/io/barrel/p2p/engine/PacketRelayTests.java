package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.relay.RelayCodec;
import io.barrel.p2p.relay.RelayMessage;
import io.barrel.p2p.transport.FakeLink;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.transport.ManualLoop;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketRelayTests {

    private static final NodeId A = NodeId.of("a@test");
    private static final NodeId R = NodeId.of("r@test");
    private static final NodeId B = NodeId.of("b@test");
    private static final Route ROUTE = new Route(List.of(A, R, B));
    private static final ByteBuffer PACKET = ByteBuffer.wrap(new byte[] {1, 2, 3});

    private final ManualLoop loop = new ManualLoop();
    private final NodeStatistics statistics = new NodeStatistics();
    private final List<Route> arrived = new ArrayList<>();
    private final List<Route> broken = new ArrayList<>();
    private LinkTable links = tableOf(R);
    private PacketRelay relay = relayOf(R);

    private LinkTable tableOf(NodeId self) {
        return new LinkTable(self, LinkConfig.DEFAULT, loop, new QuietOwner());
    }

    private PacketRelay relayOf(NodeId self) {
        return new PacketRelay(self, links, loop, statistics, (route, packet) -> arrived.add(route), broken::add);
    }

    private FakeLink link(NodeId node) {
        FakeLink link = FakeLink.to(node);
        links.linkUp(link, null);
        return link;
    }

    private static RelayMessage message(FakeLink link) {
        assertThat(link.sent).hasSize(1);
        return RelayCodec.decode(link.sent.get(0).payload()).orElseThrow();
    }

    @Test
    void packetGoesOnToTheNextNode() {
        FakeLink next = link(B);

        relay.received(A, new RelayMessage.Packet(ROUTE, 1, PACKET));

        assertThat(message(next)).isEqualTo(new RelayMessage.Packet(ROUTE, 2, PACKET));
        assertThat(arrived).isEmpty();
    }

    @Test
    void packetForThisNodeArrivesWithTheWayBack() {
        links = tableOf(B);
        relay = relayOf(B);

        relay.received(R, new RelayMessage.Packet(ROUTE, 2, PACKET));

        assertThat(arrived).containsExactly(new Route(List.of(B, R, A)));
    }

    @Test
    void packetThatCannotGoOnIsToldOf() {
        FakeLink back = link(A);

        relay.received(A, new RelayMessage.Packet(ROUTE, 1, PACKET));

        assertThat(message(back)).isEqualTo(new RelayMessage.Lost(ROUTE, 0));
        assertThat(statistics.packetsDropped.sum()).isEqualTo(1);
    }

    @Test
    void linkOverOthersPassesNothingOn() {
        FakeLink back = link(A);
        links.linkUp(FakeLink.over(new Route(List.of(R, NodeId.of("x@test"), B))), null);

        relay.received(A, new RelayMessage.Packet(ROUTE, 1, PACKET));

        assertThat(message(back)).isInstanceOf(RelayMessage.Lost.class);
    }

    @Test
    void busyLinkLosesThePacketAndNotTheRoute() {
        FakeLink back = link(A);
        FakeLink next = link(B);
        next.waiting = Link.LANE_HIGH_WATER;

        relay.received(A, new RelayMessage.Packet(ROUTE, 1, PACKET));

        assertThat(next.sent).isEmpty();
        assertThat(back.sent).isEmpty();
        assertThat(statistics.packetsDropped.sum()).isEqualTo(1);
    }

    @Test
    void ownPacketWithoutALinkBreaksTheRoute() {
        links = tableOf(A);
        relay = relayOf(A);

        relay.send(ROUTE, PACKET);

        assertThat(broken).containsExactly(ROUTE);
    }

    @Test
    void wordOfALostPacketBreaksTheRouteAtItsOrigin() {
        links = tableOf(A);
        relay = relayOf(A);

        relay.received(R, new RelayMessage.Lost(ROUTE, 0));

        assertThat(broken).containsExactly(ROUTE);
    }

    @Test
    void linksInUseAreKnown() {
        link(B);
        relay.received(A, new RelayMessage.Packet(ROUTE, 1, PACKET));

        assertThat(relay.uses(A)).isTrue();
        assertThat(relay.uses(B)).isTrue();
        loop.advance(60_000);
        assertThat(relay.uses(B)).isFalse();
    }

    @Test
    void routeThatDoesNotComeFromTheSenderIsRefused() {
        link(B);
        NodeId liar = NodeId.of("liar@test");

        refused(() -> relay.received(liar, new RelayMessage.Packet(ROUTE, 1, PACKET)));
        refused(() -> relay.received(A, new RelayMessage.Packet(ROUTE, 0, PACKET)));
        refused(() -> relay.received(A, new RelayMessage.Packet(ROUTE, 2, PACKET)));
        refused(() -> relay.received(liar, new RelayMessage.Lost(ROUTE, 1)));
        refused(() -> relay.received(B, new RelayMessage.Lost(ROUTE, 2)));
        assertThat(broken).isEmpty();
    }

    private static void refused(Runnable call) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(call::run);
    }
}
