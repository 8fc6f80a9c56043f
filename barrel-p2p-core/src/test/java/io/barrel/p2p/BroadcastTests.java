package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.barrel.p2p.discovery.LogCapture;
import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.GossipException;
import io.barrel.p2p.roster.MemberStatus;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Broadcasts and the roster of whole nodes over real QUIC on loopback. */
class BroadcastTests extends LocalNodesTest {

    private static final String TOPIC = "prices";

    private List<LocalNode> three() {
        LocalNode a = start("a");
        LocalNode b = start("b", to(a));
        LocalNode c = start("c", to(a));
        awaitAll();
        return List.of(a, b, c);
    }

    private static List<byte[]> hear(LocalNode node) {
        List<byte[]> heard = new CopyOnWriteArrayList<>();
        node.p2p.gossip().subscribe(TOPIC, broadcast -> heard.add(bytes(broadcast)));
        return heard;
    }

    private static byte[] bytes(Broadcast broadcast) {
        byte[] bytes = new byte[broadcast.payload().remaining()];
        broadcast.payload().get(bytes);
        return bytes;
    }

    @Test
    void largestBroadcastsReachEveryNodeOnceAndWhole() {
        List<LocalNode> all = three();
        List<List<byte[]>> heard = all.stream().map(BroadcastTests::hear).toList();
        byte[] largest = new byte[1 << 20];
        new Random(1).nextBytes(largest);

        for (int i = 0; i < 12; i++) {
            assertThat(all.get(1).p2p.gossip().publish(TOPIC, largest).toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(20));
        }

        await().untilAsserted(() ->
                assertThat(heard).allSatisfy(node -> assertThat(node).hasSize(12)));
        assertThat(heard)
                .allSatisfy(node -> assertThat(node)
                        .allSatisfy(payload -> assertThat(payload).isEqualTo(largest)));
    }

    @Test
    void whatIsTooLargeIsRefusedAtTheCallerAndHarmsNothing() {
        List<LocalNode> all = three();
        List<byte[]> heard = hear(all.get(2));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.get(0).p2p.gossip().publish(TOPIC, new byte[(1 << 20) + 1]))
                .withMessageContaining("1048576");
        all.get(0).p2p.gossip().publish(TOPIC, new byte[] {7});

        await().untilAsserted(() -> assertThat(heard).containsExactly(new byte[] {7}));
    }

    @Test
    void subscriberThatThrowsIsLoggedAndHarmsNeitherOthersNorLaterBroadcasts() {
        List<LocalNode> all = three();
        List<Integer> thrown = new CopyOnWriteArrayList<>();
        all.get(2).p2p.gossip().subscribe(TOPIC, broadcast -> {
            thrown.add((int) broadcast.payload().get(0));
            throw new IllegalStateException("from the test");
        });
        List<byte[]> heard = hear(all.get(2));

        try (LogCapture logs = new LogCapture("io.barrel.p2p.gossip.Subscriber")) {
            for (byte number = 0; number < 3; number++) {
                assertThat(all.get(0)
                                .p2p
                                .gossip()
                                .publish(TOPIC, new byte[] {number})
                                .toCompletableFuture())
                        .succeedsWithin(Duration.ofSeconds(20));
            }

            await().untilAsserted(() -> assertThat(heard).hasSize(3));
            await().untilAsserted(() -> assertThat(thrown).containsExactly(0, 1, 2));
            await().untilAsserted(() -> assertThat(logs.messages(Level.ERROR))
                    .hasSize(3)
                    .allMatch(line -> line.equals("A listener to " + TOPIC + " failed")));
        }
    }

    @Test
    void subscriptionOutlivesARestartAndAStoppedNodeSaysSo() {
        List<LocalNode> all = three();
        LocalNode restarted = all.get(2);
        List<byte[]> heard = hear(restarted);

        restarted.p2p.stop();
        assertThat(restarted.p2p.gossip().publish(TOPIC, new byte[1]).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withCauseInstanceOf(GossipException.class);
        assertThat(restarted.p2p.roster().members()).isEmpty();
        await().untilAsserted(() -> assertThat(all.get(0)
                        .p2p
                        .roster()
                        .member(restarted.name)
                        .orElseThrow()
                        .status())
                .isEqualTo(MemberStatus.LEFT));
        restarted.start();
        await().untilAsserted(() -> assertThat(all.get(0)
                        .p2p
                        .roster()
                        .member(restarted.name)
                        .orElseThrow()
                        .status())
                .isEqualTo(MemberStatus.ALIVE));
        all.get(0).p2p.gossip().publish(TOPIC, new byte[] {1});

        await().untilAsserted(() -> assertThat(heard).hasSize(1));
        assertThat(all.get(0).events)
                .filteredOn(MemberDown.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(((MemberDown) event).left()).isTrue());
        assertThat(all.get(0).events)
                .filteredOn(event -> event instanceof MemberUp up && up.node().equals(restarted.name))
                .hasSize(2);
    }
}
