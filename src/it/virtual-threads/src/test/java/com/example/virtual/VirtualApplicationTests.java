package com.example.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.spring.boot.service.P2pClients;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Two applications whose threads are virtual form a cluster, and each runs what the other causes on virtual threads. */
class VirtualApplicationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path data;

    private static ConfigurableApplicationContext first;
    private static ConfigurableApplicationContext second;

    @BeforeAll
    static void start() {
        first = run("first");
        second = run("second", "--barrel.p2p.contact-nodes="
                + first.getBean(BarrelP2p.class).node().orElseThrow().self().address());
        await().atMost(PATIENCE)
                .until(() -> first.getBean(BarrelP2p.class).roster().count(MemberStatus.ALIVE) == 2
                        && second.getBean(BarrelP2p.class).roster().count(MemberStatus.ALIVE) == 2);
    }

    private static ConfigurableApplicationContext run(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--barrel.p2p.data-dir=" + data.resolve(name));
        return new SpringApplicationBuilder(VirtualApplication.class).run(arguments.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    private static Thread threadOf(String what) {
        UserCode code = first.getBean(UserCode.class);
        await(what).atMost(PATIENCE).until(() -> code.threads().containsKey(what));
        return code.threads().get(what);
    }

    private static void assertVirtual(String what) {
        assertThat(threadOf(what)).as(what).returns(true, Thread::isVirtual);
        assertThat(threadOf(what).getName()).as(what).startsWith("barrel-p2p-");
    }

    private static NodeId nameOfFirst() {
        return first.getBean(BarrelP2p.class).node().orElseThrow().self().node();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void listenerOfPeerUpRunsOnAVirtualThread() {
        assertVirtual("event");
    }

    @Test
    void listenerOfBroadcastsRunsOnAVirtualThread() {
        second.getBean(Gossip.class).publish("news", "hello".getBytes(StandardCharsets.UTF_8));

        assertVirtual("broadcast");
    }

    @Test
    void servicesRunOnVirtualThreads() {
        Pricing pricing = second.getBean(P2pClients.class).client(Pricing.class, "pricing");
        // Its own is the nearest: the other node is asked by a message of its own.
        assertThat(pricing.price("tea")).isEqualTo("tea 1.20");
        assertThat(second.getBean(UserCode.class).threads().get("service"))
                .as("service")
                .returns(true, Thread::isVirtual);
    }

    @Test
    void handlersRunOnVirtualThreadsAndKeepTheOrderOfASender() {
        Messaging messaging = second.getBean(Messaging.class);
        List<String> sent = IntStream.range(0, 200).mapToObj(i -> "message " + i).toList();
        List<CompletableFuture<ByteBuffer>> replies = sent.stream()
                .map(text -> messaging
                        .request(nameOfFirst(), "echo", bytes(text), PATIENCE)
                        .toCompletableFuture())
                .toList();

        for (int i = 0; i < replies.size(); i++) {
            assertThat(replies.get(i)).succeedsWithin(PATIENCE).isEqualTo(bytes(sent.get(i)));
        }
        assertThat(first.getBean(UserCode.class).messages()).filteredOn(text -> !text.equals("x")).containsExactlyElementsOf(sent);
        assertVirtual("message");
    }

    @Test
    void whatHangsOnAReplyRunsOnAVirtualThread() {
        CompletableFuture<Thread> thread = second.getBean(Messaging.class)
                .request(nameOfFirst(), "echo", bytes("x"), PATIENCE)
                .thenApply(reply -> Thread.currentThread())
                .toCompletableFuture();

        // Virtual, or this one if the reply was there before.
        assertThat(thread).succeedsWithin(PATIENCE).satisfiesAnyOf(
                by -> assertThat(by.isVirtual()).isTrue(),
                by -> assertThat(by).isSameAs(Thread.currentThread()));
    }
}
