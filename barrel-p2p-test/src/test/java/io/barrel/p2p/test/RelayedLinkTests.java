package io.barrel.p2p.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.relay.RelayConfig;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two nodes between which no packet passes talk to each other, as long as others can reach both. */
class RelayedLinkTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final RelayConfig QUICK = new RelayConfig(256, Duration.ofSeconds(1), 32);

    private static QuicCluster cluster(int nodes, RelayConfig relay) {
        QuicCluster cluster = TestCluster.builder(nodes)
                .configure(
                        (node, index) -> node.membership(QuicClusterTests.QUICK).relay(relay))
                .quic();
        cluster.awaitConnected();
        cluster.await(
                () -> cluster.nodes().stream()
                        .allMatch(node -> node.p2p().roster().count(MemberStatus.ALIVE) == nodes),
                PATIENCE);
        cluster.nodes()
                .forEach(node -> node.p2p()
                        .messaging()
                        .handle(
                                "name",
                                MessageHandler.replying(message -> bytes(message.from() + " to " + node.name()))));
        return cluster;
    }

    private static void cutBetween(QuicCluster cluster, TestNode one, TestNode other) {
        cluster.cut(one, other);
        cluster.cut(other, one);
        cluster.await(
                () -> connection(one, other).isEmpty() && connection(other, one).isEmpty(), PATIENCE);
    }

    private static Optional<Connection> connection(TestNode from, TestNode to) {
        return from.p2p().connections().stream()
                .filter(connection -> connection.peer().equals(to.name()))
                .findFirst();
    }

    private static List<NodeId> via(TestNode from, TestNode to) {
        return connection(from, to).map(Connection::via).orElse(List.of());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String ask(TestNode from, TestNode to) {
        ByteBuffer reply = get(from.p2p().messaging().request(to.name(), "name", bytes(""), TIMEOUT));
        return StandardCharsets.UTF_8.decode(reply).toString();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static MessagingFailure failure(CompletionStage<?> stage) {
        try {
            get(stage);
        } catch (CompletionException e) {
            if (e.getCause() instanceof MessagingException failure) {
                return failure.failure();
            }
            throw e;
        }
        throw new AssertionError("it did not fail");
    }

    @Test
    void requestGoesOverOthersWhileThePathIsCutAndDirectlyOnceItIsNot() {
        try (QuicCluster cluster = cluster(4, QUICK)) {
            TestNode one = cluster.node(1);
            TestNode other = cluster.node(2);
            cutBetween(cluster, one, other);

            assertThat(ask(one, other)).isEqualTo(one.name() + " to " + other.name());
            assertThat(ask(other, one)).isEqualTo(other.name() + " to " + one.name());
            assertThat(via(one, other))
                    .hasSize(1)
                    .isSubsetOf(cluster.node(0).name(), cluster.node(3).name());
            assertThat(via(other, one)).isEqualTo(via(one, other));
            assertThat(one.activePeers()).doesNotContain(other.name());

            cluster.heal();
            cluster.await(
                    () -> connection(one, other).isPresent() && via(one, other).isEmpty(), PATIENCE);
            assertThat(ask(one, other)).isEqualTo(one.name() + " to " + other.name());
        }
    }

    @Test
    void linkOverOthersIsMadeAnewOverThemWhenTheCertificateIsRotated() {
        RelayConfig calm = new RelayConfig(256, Duration.ofMinutes(1), 32);
        try (QuicCluster cluster = cluster(3, calm)) {
            TestNode one = cluster.node(1);
            TestNode other = cluster.node(2);
            cutBetween(cluster, one, other);
            ask(one, other);
            List<NodeId> via = via(one, other);

            one.p2p().keyRotation().rotateCertificate();
            Instant rotated = Instant.now();

            cluster.await(() -> isNewer(one, other, rotated) && isNewer(other, one, rotated), PATIENCE);
            assertThat(ask(one, other)).isEqualTo(one.name() + " to " + other.name());
            assertThat(ask(other, one)).isEqualTo(other.name() + " to " + one.name());
            assertThat(via(one, other)).isEqualTo(via).isNotEmpty();
            assertThat(isNewer(one, cluster.node(0), rotated)).isTrue();
        }
    }

    private static boolean isNewer(TestNode from, TestNode to, Instant than) {
        return connection(from, to)
                .filter(link -> link.statistics().since().isAfter(than))
                .isPresent();
    }

    @Test
    void anotherWayIsFoundWhenTheRelayDies() {
        try (QuicCluster cluster = cluster(4, QUICK)) {
            TestNode one = cluster.node(1);
            TestNode other = cluster.node(2);
            cutBetween(cluster, one, other);
            ask(one, other);
            NodeId first = via(one, other).get(0);
            TestNode relay = cluster.nodes().stream()
                    .filter(node -> node.name().equals(first))
                    .findFirst()
                    .orElseThrow();

            cluster.crash(relay);

            assertThat(ask(one, other)).isEqualTo(one.name() + " to " + other.name());
            assertThat(via(one, other)).hasSize(1).doesNotContain(first);
        }
    }

    @Test
    void messagesOverOthersComeOnceAndInOrder() {
        try (QuicCluster cluster = cluster(3, QUICK)) {
            TestNode one = cluster.node(1);
            TestNode other = cluster.node(2);
            List<Integer> heard = new ArrayList<>();
            other.p2p().messaging().handle("numbers", MessageHandler.replying(message -> {
                heard.add(message.payload().getInt());
                return ByteBuffer.allocate(0);
            }));
            cutBetween(cluster, one, other);

            int count = 3_000;
            CompletableFuture<?>[] all = IntStream.range(0, count)
                    .mapToObj(i -> one.p2p()
                            .messaging()
                            .request(
                                    other.name(),
                                    "numbers",
                                    ByteBuffer.allocate(1_000).putInt(0, i),
                                    TIMEOUT)
                            .toCompletableFuture())
                    .toArray(CompletableFuture[]::new);
            get(CompletableFuture.allOf(all));

            assertThat(heard).isEqualTo(IntStream.range(0, count).boxed().toList());
            assertThat(via(one, other)).containsExactly(cluster.node(0).name());
        }
    }

    @Test
    void soManyCastsForOneNodeGoOverOthersAndNoMore() throws InterruptedException {
        RelayConfig four = new RelayConfig(256, Duration.ofMinutes(1), 4);
        try (QuicCluster cluster = cluster(3, four)) {
            TestNode one = cluster.node(1);
            TestNode other = cluster.node(2);
            MeterRegistry meters = new SimpleMeterRegistry();
            one.p2p().metrics().bindTo(meters);
            cutBetween(cluster, one, other);
            ask(one, other);
            Messaging messaging = one.p2p().messaging();
            ConcurrentLinkedQueue<CompletionStage<Void>> sent = new ConcurrentLinkedQueue<>();

            IntStream.range(0, 200).forEach(i -> sent.add(messaging.send(other.name(), "name", bytes("x"))));

            CountDownLatch ended = new CountDownLatch(sent.size());
            sent.forEach(stage -> stage.whenComplete((done, failure) -> ended.countDown()));
            assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            List<CompletionStage<Void>> refused = sent.stream()
                    .filter(stage -> stage.toCompletableFuture().isCompletedExceptionally())
                    .toList();
            assertThat(refused)
                    .isNotEmpty()
                    .hasSizeLessThan(sent.size())
                    .allSatisfy(stage -> assertThat(failure(stage)).isEqualTo(MessagingFailure.OVERLOADED));
            assertThat(meters.get("barrel.p2p.service.proxy.cast.dropped")
                            .functionCounter()
                            .count())
                    .isEqualTo(refused.size());
            get(messaging.send(other.name(), "name", bytes("x")));
        }
    }

    @Test
    void nodeThatNobodyReachesIsUnreachable() {
        try (QuicCluster cluster = cluster(3, QUICK)) {
            TestNode one = cluster.node(1);
            TestNode other = cluster.node(2);
            cutBetween(cluster, one, other);
            cluster.partition(other);

            assertThat(failure(one.p2p().messaging().request(other.name(), "name", bytes(""), TIMEOUT)))
                    .isEqualTo(MessagingFailure.UNREACHABLE);
        }
    }
}
