package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.engine.ChannelGcConfig;
import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.messaging.MessagingStatus;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages between whole nodes over real QUIC on loopback. */
class MessagingTests extends LocalNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final CountDownLatch blocked = new CountDownLatch(1);

    @AfterEach
    void unblock() {
        blocked.countDown();
    }

    /** Two nodes: the first calls, the second handles. */
    private void two() {
        start(2, UnaryOperator.identity());
    }

    private Messaging caller() {
        return nodes.get(0).p2p.messaging();
    }

    private Messaging handling() {
        return nodes.get(1).p2p.messaging();
    }

    private NodeId there() {
        return nodes.get(1).name;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static MessagingException failure(CompletionStage<?> stage) {
        try {
            get(stage);
        } catch (CompletionException e) {
            if (e.getCause() instanceof MessagingException failure) {
                return failure;
            }
            throw e;
        }
        throw new AssertionError("it did not fail");
    }

    private CompletionStage<ByteBuffer> request(String address, String text) {
        return caller().request(there(), address, bytes(text), TIMEOUT);
    }

    private MessageHandler blocking() {
        return message -> {
            blocked.await();
            return CompletableFuture.completedFuture(message.payload());
        };
    }

    @Test
    void everyNodeCallsEveryOtherThoughFewAreNeighbours() {
        start(7, builder -> builder.membership(LocalNode.withActive(2)));
        nodes.forEach(node ->
                node.p2p.messaging().handle("name", MessageHandler.replying(message -> bytes(node.name.value()))));
        for (LocalNode from : nodes) {
            for (LocalNode to : nodes) {
                assertThat(text(get(from.p2p.messaging().request(to.name, "name", bytes(""), TIMEOUT))))
                        .isEqualTo(to.name.value());
            }
        }
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.activePeers()).hasSizeLessThanOrEqualTo(3);
            assertThat(node.p2p.connections()).hasSizeGreaterThanOrEqualTo(6);
            assertThat(node.p2p.messaging().status()).isEqualTo(new MessagingStatus(0, 0, 2));
        });
    }

    @Test
    void messagesArriveInTheOrderInWhichTheyWereSent() {
        two();
        List<String> heard = new CopyOnWriteArrayList<>();
        List<String> said =
                IntStream.range(0, 3_000).mapToObj(Integer::toString).toList();
        handling().handle("log", MessageHandler.consuming(message -> heard.add(text(message.payload()))));
        List<CompletionStage<Void>> sent = said.stream()
                .map(line -> caller().send(there(), "log", bytes(line)))
                .toList();
        sent.forEach(MessagingTests::get);
        await().atMost(PATIENCE).until(() -> heard.size() == said.size());
        assertThat(heard).isEqualTo(said);
    }

    @Test
    void requestsOfManyThreadsAreAllAnsweredAndThoseOfEachInOrder() throws InterruptedException {
        two();
        Map<String, List<Integer>> heard = new ConcurrentHashMap<>();
        handling().handle("add", MessageHandler.replying(message -> {
            String[] words = text(message.payload()).split(" ", 2);
            heard.computeIfAbsent(words[0], key -> new CopyOnWriteArrayList<>()).add(Integer.valueOf(words[1]));
            return bytes("" + (Integer.parseInt(words[1]) + 1));
        }));
        AtomicInteger right = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String name = "t" + i;
            threads.add(new Thread(() -> {
                for (int number = 0; number < 500; number++) {
                    if (text(get(request("add", name + " " + number))).equals("" + (number + 1))) {
                        right.incrementAndGet();
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(right).hasValue(16 * 500);
        assertThat(heard).hasSize(16);
        assertThat(heard.values())
                .allSatisfy(numbers -> assertThat(numbers).hasSize(500).isSorted());
        await().until(() -> caller().status().pending() == 0);
    }

    @Test
    void largestPayloadsGoBothWays() {
        two();
        handling().handle("echo", MessageHandler.replying(message -> message.payload()));
        ByteBuffer largest =
                ByteBuffer.allocate(Messaging.MAX_PAYLOAD).putInt(0, 42).putInt(1 << 19, 43);
        List<CompletionStage<ByteBuffer>> replies = IntStream.range(0, 8)
                .mapToObj(i -> caller().request(there(), "echo", largest, TIMEOUT))
                .toList();
        assertThat(replies).allSatisfy(reply -> assertThat(get(reply)).isEqualTo(largest));
    }

    @Test
    void handlerThatBlocksHoldsUpItsOwnCallersOnly() {
        two();
        handling().handle("slow", blocking());
        handling().handle("quick", MessageHandler.replying(message -> message.payload()));
        CompletionStage<ByteBuffer> slow = request("slow", "x");
        CompletionStage<ByteBuffer> behind = request("slow", "y");
        for (int i = 0; i < 50; i++) {
            assertThat(text(get(request("quick", "" + i)))).isEqualTo("" + i);
        }
        CompletionStage<ByteBuffer> itself = handling().request(there(), "slow", bytes("z"), TIMEOUT);
        assertThat(List.of(slow, behind, itself))
                .allSatisfy(stage -> assertThat(stage.toCompletableFuture()).isNotDone());
        assertThat(handling().status().handling()).isPositive();
        blocked.countDown();
        assertThat(text(get(slow)) + text(get(behind)) + text(get(itself))).isEqualTo("xyz");
    }

    @Test
    void failuresTellWhatHappenedAndWhatToDo() {
        two();
        handling().handle("broken", message -> {
            throw new IllegalStateException("no price");
        });
        handling().handle("late", message -> CompletableFuture.failedFuture(new IllegalStateException("no stock")));
        handling().handle("huge", MessageHandler.replying(message -> ByteBuffer.allocate(Messaging.MAX_PAYLOAD + 1)));
        handling().handle("slow", blocking());
        expect(request("nobody", "x"), MessagingFailure.NO_HANDLER, "register a handler there");
        expect(request("broken", "x"), MessagingFailure.REMOTE_ERROR, "no price");
        expect(request("late", "x"), MessagingFailure.REMOTE_ERROR, "no stock");
        expect(request("huge", "x"), MessagingFailure.REMOTE_ERROR, "reply is of 1048577 bytes");
        expect(
                caller().request(there(), "slow", bytes("x"), Duration.ofMillis(200)),
                MessagingFailure.TIMEOUT,
                "nothing came within 200 ms");
        expect(
                caller().request(NodeId.of("stranger@test"), "x", bytes("x"), TIMEOUT),
                MessagingFailure.UNKNOWN_NODE,
                "stranger@test");
        expect(
                caller().send(there(), "x", ByteBuffer.allocate(Messaging.MAX_PAYLOAD + 1)),
                MessagingFailure.TOO_LARGE,
                "1048577 bytes");
        await().until(() -> caller().status().pending() == 0);
    }

    @Test
    void handlerThatOverflowsTheStackGetsTheNextMessage() {
        two();
        handling().handle("deep", MessageHandler.replying(message -> {
            if (text(message.payload()).equals("deep")) {
                throw new StackOverflowError();
            }
            return message.payload();
        }));
        CompletionStage<ByteBuffer> first = request("deep", "deep");
        CompletionStage<ByteBuffer> second = request("deep", "x");
        assertThat(failure(first).failure()).isEqualTo(MessagingFailure.REMOTE_ERROR);
        assertThat(text(get(second))).isEqualTo("x");
    }

    private void expect(CompletionStage<?> stage, MessagingFailure failure, String text) {
        assertThat(failure(stage))
                .hasMessageContaining(text)
                .satisfies(thrown -> assertThat(thrown.failure()).isEqualTo(failure));
    }

    @Test
    void nodeThatStoppedIsUnreachableAndItsReturnHeardOf() {
        two();
        handling().handle("echo", MessageHandler.replying(message -> message.payload()));
        get(request("echo", "x"));
        nodes.get(1).p2p.stop();
        assertThat(failure(request("echo", "x")).failure()).isEqualTo(MessagingFailure.UNREACHABLE);
        assertThat(failure(handling().send(nodes.get(0).name, "echo", bytes("x")))
                        .failure())
                .isEqualTo(MessagingFailure.STOPPED);
        nodes.get(1).start();
        nodes.get(1).p2p.membership().join(nodes.get(0).contact());
        await().atMost(PATIENCE).until(() -> nodes.get(0).p2p.roster().count(MemberStatus.ALIVE) == 2);
        assertThat(text(get(request("echo", "y")))).isEqualTo("y");
    }

    @Test
    void stopFailsWhatIsUnderWay() {
        two();
        handling().handle("slow", blocking());
        List<CompletionStage<ByteBuffer>> requests =
                IntStream.range(0, 100).mapToObj(i -> request("slow", "x")).toList();
        nodes.get(0).p2p.stop();
        assertThat(requests)
                .allSatisfy(request -> assertThat(failure(request).failure()).isEqualTo(MessagingFailure.STOPPED));
    }

    @Test
    void cancelledRequestIsNotHandledIfItHasNotBegun() {
        two();
        List<String> heard = new CopyOnWriteArrayList<>();
        handling().handle("slow", message -> {
            heard.add(text(message.payload()));
            blocked.await();
            return CompletableFuture.completedFuture(message.payload());
        });
        CompletionStage<ByteBuffer> first = request("slow", "first");
        CompletionStage<ByteBuffer> second = request("slow", "second");
        CompletionStage<ByteBuffer> third = request("slow", "third");
        await().atMost(PATIENCE).until(() -> !heard.isEmpty());
        second.toCompletableFuture().cancel(true);
        await().atMost(PATIENCE).until(() -> caller().status().pending() == 2);
        // Behind the word that it was cancelled.
        handling().handle("echo", MessageHandler.replying(message -> message.payload()));
        get(request("echo", "x"));
        get(caller().send(there(), "slow", bytes("fourth")));
        blocked.countDown();
        get(first);
        get(third);
        await().atMost(PATIENCE).until(() -> heard.contains("fourth"));
        assertThat(heard).containsExactly("first", "third", "fourth");
    }

    @Test
    void whatHangsOnAFutureDoesNotRunOnTheLoop() {
        two();
        handling().handle("echo", MessageHandler.replying(message -> message.payload()));
        List<String> threads = new CopyOnWriteArrayList<>();
        handling().handle("thread", MessageHandler.replying(message -> {
            threads.add(Thread.currentThread().getName());
            return message.payload();
        }));
        for (int i = 0; i < 20; i++) {
            get(request("echo", "x")
                    .thenAccept(reply -> threads.add(Thread.currentThread().getName())));
        }
        get(request("thread", "x"));
        assertThat(threads).isNotEmpty().allSatisfy(thread -> assertThat(thread).doesNotMatch("barrel-p2p-\\d+"));
    }

    @Test
    void idleChannelIsClosedAndTheNextMessageOpensAnother() {
        start(
                5,
                builder -> builder.membership(LocalNode.withActive(1))
                        .channelGc(new ChannelGcConfig(Duration.ofMillis(200), Duration.ZERO)));
        nodes.forEach(
                node -> node.p2p.messaging().handle("echo", MessageHandler.replying(message -> message.payload())));
        LocalNode from = nodes.get(0);
        for (int round = 0; round < 3; round++) {
            for (LocalNode to : nodes) {
                assertThat(text(get(from.p2p.messaging().request(to.name, "echo", bytes("" + round), TIMEOUT))))
                        .isEqualTo("" + round);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(from.p2p.connections())
                            .allSatisfy(connection ->
                                    assertThat(connection.active()).isTrue()));
        }
        assertThat(from.events.stream().filter(event -> event.toString().startsWith("MemberDown")))
                .isEmpty();
    }

    @Test
    void addressesAndTimesAreChecked() {
        two();
        Messaging messaging = caller();
        MessageHandler echo = MessageHandler.replying(message -> message.payload());
        assertThatIllegalArgumentException().isThrownBy(() -> messaging.send(there(), "", bytes("x")));
        assertThatIllegalArgumentException().isThrownBy(() -> messaging.send(there(), "x".repeat(256), bytes("x")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> messaging.request(there(), "x", bytes("x"), Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> messaging.request(there(), "x", bytes("x"), Duration.ofMinutes(11)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> messaging.request(there(), "x", bytes("x"), Map.of("k", "v".repeat(5_000)), TIMEOUT));
        assertThatIllegalArgumentException().isThrownBy(() -> messaging.handle("barrel_p2p:x", echo));
        Subscription first = messaging.handle("x", echo);
        assertThatIllegalStateException().isThrownBy(() -> messaging.handle("x", echo));
        first.close();
        messaging.handle("x", echo).close();
    }
}
