package io.barrel.p2p.relay;

import static io.barrel.p2p.relay.RouterNet.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RelayCodecTests {

    private static final Route ROUTE = new Route(List.of(node("a"), node("r"), node("b")));

    private static void survives(RelayMessage message) {
        assertThat(RelayCodec.decode(RelayCodec.encode(message))).contains(message);
    }

    private static void refused(RelayMessage message) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> RelayCodec.decode(RelayCodec.encode(message)));
    }

    private static List<NodeId> longNames(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> NodeId.of("n".repeat(250) + i + "@abc"))
                .toList();
    }

    @Test
    void everyMessageSurvives() {
        survives(new RelayMessage.Request(-5, node("b"), 5, List.of(node("a"))));
        survives(new RelayMessage.Reply(Long.MAX_VALUE, true, ROUTE.nodes()));
        survives(new RelayMessage.Reply(0, false, List.of(node("a"), node("r"))));
        survives(new RelayMessage.Packet(ROUTE, 1, ByteBuffer.wrap(new byte[RelayCodec.MAX_PACKET])));
        survives(new RelayMessage.Lost(ROUTE, 0));
    }

    @Test
    void longestNamesFit() {
        survives(new RelayMessage.Request(-1, NodeId.of("t".repeat(250) + "@host"), 1, longNames(Router.TTL)));
        survives(new RelayMessage.Packet(new Route(longNames(Route.MAX_NODES)), 6, ByteBuffer.wrap(new byte[1])));
    }

    @Test
    void boundsAreKept() {
        refused(new RelayMessage.Packet(ROUTE, 1, ByteBuffer.allocate(RelayCodec.MAX_PACKET + 1)));
        refused(new RelayMessage.Packet(ROUTE, 1, ByteBuffer.allocate(0)));
        refused(new RelayMessage.Packet(ROUTE, 3, ByteBuffer.allocate(1)));
        refused(new RelayMessage.Lost(ROUTE, -1));
        refused(new RelayMessage.Request(1, node("b"), Router.TTL + 1, List.of(node("a"))));
        refused(new RelayMessage.Request(1, node("b"), 1, List.of()));
        refused(new RelayMessage.Request(1, node("b"), 2, longNames(Router.TTL)));
        refused(new RelayMessage.Reply(1, true, List.of(node("a"))));
        refused(new RelayMessage.Reply(1, true, longNames(Route.MAX_NODES + 1)));
    }

    @Test
    void routeThatPassesANodeTwiceIsNone() {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> new Route(List.of(node("a"), node("b"), node("a"))));
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> new Route(List.of(node("a"), node("b"))));
    }

    @Property
    void anyBytesAreAMessageOrRefused(@ForAll @Size(max = 300) byte[] bytes) {
        try {
            RelayCodec.decode(ByteBuffer.wrap(bytes));
        } catch (MalformedInputException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }
}
