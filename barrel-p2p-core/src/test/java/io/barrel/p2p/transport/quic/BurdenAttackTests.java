package io.barrel.p2p.transport.quic;

import static io.barrel.p2p.transport.quic.Siege.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.messaging.MessageCodec;
import io.barrel.p2p.messaging.MessageFrame;
import io.barrel.p2p.relay.RelayCodec;
import io.barrel.p2p.relay.RelayMessage;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Protocols;
import io.barrel.p2p.wire.Route;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work that somebody with a key and the cookie gives the node: messages to nobody, replies he does not read, routes, packets. */
class BurdenAttackTests {

    private static final NodeId MALLORY = NodeId.of("mallory@test");
    private static final NodeId NOBODY = NodeId.of("nobody@test");
    private static final int PACKETS = 5_000;

    /** What one node may call another at (docs/protocol.md, section 9.2). */
    private static final int ADDRESSES = 4_096;

    private static Siege siege;

    private HostileMember mallory;

    @BeforeAll
    static void begin(@TempDir Path base) {
        siege = new Siege(base);
    }

    @AfterAll
    static void end() {
        siege.assertMemory();
        siege.close();
    }

    @BeforeEach
    void link() {
        mallory = siege.member("mallory");
    }

    @Test
    void requestsToManyAddressesAreAnsweredAndHeldForSoManyOnly() {
        int requests = ADDRESSES + 1_000;
        double before = handled("message");
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int i = 0; i < requests; i++) {
            flood.writeBytes(request("nobody-" + i, 1, 1, 1));
        }
        mallory.say(1, flood.toByteArray());

        eventually().until(() -> handled("message") >= before + requests);
        assertThat(siege.isLinked(MALLORY)).isTrue();
        siege.assertUnharmed("mallory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "echo"})
    void requestsWhoseRepliesAreNotReadAreHeldBackUntilTheSenderBreaksTheWindow(String address) {
        mallory.connection.stopReading();
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int number = 1; number <= 60_000; number++) {
            flood.writeBytes(request(address, 1, number, 64));
        }
        mallory.say(1, flood.toByteArray());

        mallory.awaitCutOff(CloseReason.PROTOCOL_ERROR);
        siege.assertUnharmed("mallory");
    }

    @Test
    void packetsToNowhereAreDroppedAndCounted() {
        double before = siege.count("relay.packets", "outcome", "dropped");
        Route nowhere = new Route(List.of(MALLORY, siege.node.name, NOBODY));
        flood(new RelayMessage.Packet(nowhere, 1, ByteBuffer.allocate(1_200)));

        eventually().until(() -> siege.count("relay.packets", "outcome", "dropped") == before + PACKETS);
        siege.assertUnharmed("mallory");
    }

    @Test
    void packetsForAnotherMemberReachItAndLeaveNothingThere() {
        double before =
                siege.count("relay.packets", "outcome", "ok") + siege.count("relay.packets", "outcome", "dropped");
        Route route = new Route(List.of(MALLORY, siege.node.name, siege.peer.name));
        flood(new RelayMessage.Packet(route, 1, ByteBuffer.allocate(1_200).put(0, (byte) 0xC0)));

        eventually()
                .until(() -> siege.count("relay.packets", "outcome", "ok")
                                + siege.count("relay.packets", "outcome", "dropped")
                        == before + PACKETS);
        assertThat(siege.peer.p2p.transport().pendingHandshakes()).isZero();
        siege.assertUnharmed("mallory");
    }

    @Test
    void requestsForRoutesAreBoundedAndCounted() {
        double before = handled("relay");
        List<NodeId> asks = List.of(MALLORY);
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int i = 0; i < PACKETS; i++) {
            flood.writeBytes(relay(new RelayMessage.Request(i, NodeId.of("lost-" + i + "@test"), 5, asks)));
        }
        mallory.say(flood.toByteArray());

        eventually().until(() -> handled("relay") >= before + PACKETS);
        assertThat(siege.node.p2p.transport().dials()).isLessThanOrEqualTo(1);
        siege.assertUnharmed("mallory");
    }

    /** Passed on, it would be refused by the next node, which would close its link to this one for it. */
    @Test
    void requestForARouteThatGrewTooLongOnItsWayCostsItsSenderTheLinkAndNobodyElse() {
        List<NodeId> visited = IntStream.rangeClosed(1, Route.MAX_NODES)
                .mapToObj(i -> i == Route.MAX_NODES ? MALLORY : NodeId.of("invented-" + i + "@test"))
                .toList();
        mallory.say(relay(new RelayMessage.Request(1, NOBODY, 5, visited)));

        mallory.awaitCutOff(CloseReason.PROTOCOL_ERROR);
        assertThat(siege.isLinked(siege.peer.name)).isTrue();
        siege.assertUnharmed("mallory");
    }

    @Test
    void routeThatDoesNotLeadOverItsSenderCostsHimTheLink() {
        Route forged = new Route(List.of(NOBODY, siege.node.name, siege.peer.name));
        mallory.say(relay(new RelayMessage.Packet(forged, 1, ByteBuffer.allocate(100))));

        mallory.awaitCutOff(CloseReason.PROTOCOL_ERROR);
        siege.assertUnharmed("mallory");
    }

    private static double handled(String type) {
        return siege.count("messages", "type", type, "outcome", "ok");
    }

    private void flood(RelayMessage message) {
        byte[] frame = relay(message);
        ByteBuffer all = ByteBuffer.allocate(frame.length * PACKETS);
        while (all.hasRemaining()) {
            all.put(frame);
        }
        mallory.say(1, all.array());
    }

    private static byte[] relay(RelayMessage message) {
        return HostileMember.frame(Protocols.RELAY, RelayCodec.encode(message));
    }

    private static byte[] request(String address, int epoch, long number, int bytes) {
        MessageFrame frame = new MessageFrame(
                MessageFrame.Kind.REQUEST,
                true,
                address,
                epoch,
                number,
                0,
                0,
                0,
                10_000,
                null,
                "",
                Map.of(),
                ByteBuffer.allocate(bytes));
        return HostileMember.frame(Protocols.MESSAGE, MessageCodec.encode(frame));
    }
}
