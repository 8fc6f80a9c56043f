package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.MemberUp;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code of the application runs on threads of its choice. */
class UserThreadsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path base;

    private final Map<String, Thread> threads = new ConcurrentHashMap<>();

    /** A thread of the application's choice; names it is given by the node. */
    private static final class Chosen extends Thread {

        Chosen(Runnable task) {
            super(task);
            setDaemon(true);
        }
    }

    private void calledAs(String what) {
        threads.putIfAbsent(what, Thread.currentThread());
    }

    @Test
    void listenersHandlersAndRepliesAreCalledOnThreadsOfTheFactory() {
        try (LocalNode node = new LocalNode(base, "chooses", builder -> builder.threads(Chosen::new)).start();
                LocalNode peer =
                        new LocalNode(base, "peer", builder -> builder.contactNodes(List.of(node.contact())))) {
            node.p2p.subscribe(event -> {
                if (event instanceof MemberUp) {
                    calledAs("events");
                }
            });
            node.p2p.gossip().subscribe("news", broadcast -> calledAs("gossip"));
            node.p2p.messaging().handle("echo", message -> {
                calledAs("handlers");
                return CompletableFuture.completedFuture(message.payload());
            });
            CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
            peer.p2p.messaging().handle("late", message -> answer);
            peer.start();
            await().atMost(PATIENCE).until(() -> threads.containsKey("events"));

            peer.p2p.gossip().publish("news", new byte[1]);
            assertThat(peer.p2p.messaging().request(node.name, "echo", ByteBuffer.allocate(1), PATIENCE))
                    .succeedsWithin(PATIENCE);
            CompletableFuture<Void> reply = node.p2p
                    .messaging()
                    .request(peer.name, "late", ByteBuffer.allocate(1), PATIENCE)
                    .thenRun(() -> calledAs("replies"))
                    .toCompletableFuture();
            answer.complete(ByteBuffer.allocate(1));
            assertThat(reply).succeedsWithin(PATIENCE);

            await().atMost(PATIENCE).until(() -> threads.size() == 4);
            String port = node.p2p.node().orElseThrow().self().address().port() + "-";
            assertThat(threads)
                    .allSatisfy((what, thread) -> assertThat(thread)
                            .isInstanceOf(Chosen.class)
                            .returns("barrel-p2p-" + port + what, Thread::getName));
        }
    }
}
