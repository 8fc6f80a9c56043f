package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a member tells of its neighbours, and what becomes of answers that are none. */
class NeighboursTests extends LocalNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final NodeId NODE = NodeId.of("orders@b");

    @Test
    void memberTellsItsActiveViewAndItsEagerEdges() {
        LocalNode first = start("first");
        LocalNode second = start("second", to(first));
        LocalNode third = start("third", to(first));
        await().atMost(PATIENCE)
                .until(() -> nodes.stream().allMatch(node -> node.activePeers().size() == 2));

        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Neighbour> told = get(first.p2p.neighbours(second.name, TIMEOUT));
            assertThat(told).extracting(Neighbour::node).containsExactlyInAnyOrder(first.name, third.name);
            assertThat(told).allSatisfy(neighbour -> {
                assertThat(neighbour.rtt()).isBetween(Duration.ofNanos(1_000), Duration.ofSeconds(5));
                assertThat(neighbour.eager())
                        .isEqualTo(second.p2p.gossip().status().eager().contains(neighbour.node()));
            });
        });
        assertThat(get(first.p2p.neighbours(first.name, TIMEOUT)))
                .extracting(Neighbour::node)
                .containsExactlyInAnyOrder(second.name, third.name);
    }

    @Test
    void addressIsNoneOfTheApplications() {
        LocalNode node = new LocalNode(base, "first", UnaryOperator.identity());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.p2p.messaging().handle(Neighbourhood.ADDRESS, MessageHandler.consuming(m -> {})))
                .withMessageContaining("the cluster's own");
    }

    @Test
    void stoppedNodeAsksNobody() {
        LocalNode node = new LocalNode(base, "first", UnaryOperator.identity());

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> get(node.p2p.neighbours(NODE, TIMEOUT)))
                .havingCause()
                .isInstanceOfSatisfying(
                        MessagingException.class,
                        failure -> assertThat(failure.failure()).isEqualTo(MessagingFailure.STOPPED));
    }

    @Test
    void largestViewIsToldInFull() {
        NodeId longest = NodeId.of("a@" + "b".repeat(NodeId.MAX_LENGTH - 2));
        List<Neighbour> most = Collections.nCopies(
                NeighboursCodec.MAX_NEIGHBOURS, new Neighbour(longest, NeighboursCodec.MAX_RTT, true));

        assertThat(NeighboursCodec.decode(NeighboursCodec.encode(most))).isEqualTo(most);
    }

    @Test
    void roundTripIsToldInMicrosecondsAndNotAsZero() {
        List<Neighbour> told = NeighboursCodec.decode(NeighboursCodec.encode(List.of(
                new Neighbour(NODE, null, false),
                new Neighbour(NODE, Duration.ofNanos(1), false),
                new Neighbour(NODE, Duration.ofNanos(1_234_567), true),
                new Neighbour(NODE, Duration.ofDays(1), true))));

        assertThat(told)
                .containsExactly(
                        new Neighbour(NODE, null, false),
                        new Neighbour(NODE, Duration.ofNanos(1_000), false),
                        new Neighbour(NODE, Duration.ofNanos(1_234_000), true),
                        new Neighbour(NODE, NeighboursCodec.MAX_RTT, true));
    }

    @Test
    void answerOutOfBoundsIsMalformed() {
        assertMalformed(ByteBuffer.wrap("no protobuf".getBytes(StandardCharsets.UTF_8)));
        assertMalformed(ByteBuffer.allocate(NeighboursCodec.MAX_BYTES + 1));
        assertMalformed(NeighboursCodec.encode(
                Collections.nCopies(NeighboursCodec.MAX_NEIGHBOURS + 1, new Neighbour(NODE, null, true))));
        // A neighbour whose name is "<b>", and one whose round trip is the largest number there is.
        assertMalformed(ByteBuffer.wrap(new byte[] {10, 5, 10, 3, '<', 'b', '>'}));
        assertMalformed(
                ByteBuffer.wrap(new byte[] {10, 16, 10, 3, 'a', '@', 'b', 16, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}));
    }

    private static void assertMalformed(ByteBuffer bytes) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> NeighboursCodec.decode(bytes));
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
