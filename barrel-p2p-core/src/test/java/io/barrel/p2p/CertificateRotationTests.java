package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.KeyRotated;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.security.RotationResult;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes rotate their certificates under load, over real QUIC. */
class CertificateRotationTests extends LocalNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NODES = 3;
    private static final int ROTATIONS = 4;

    private final AtomicBoolean done = new AtomicBoolean();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final LongAdder answered = new LongAdder();
    private final Map<String, Integer> handled = new ConcurrentHashMap<>();

    @AfterEach
    void stopCallers() {
        done.set(true);
    }

    private List<Thread> callEachOther() {
        List<Thread> callers = new ArrayList<>();
        for (LocalNode to : nodes) {
            for (LocalNode from : nodes) {
                if (from != to) {
                    to.p2p.messaging().handle("from-" + from.name, MessageHandler.replying(message -> {
                        note(from.name + " to " + to.name, message.payload().getInt(0));
                        return message.payload();
                    }));
                    Thread caller = new Thread(() -> call(from, to));
                    callers.add(caller);
                    caller.start();
                }
            }
        }
        return callers;
    }

    private void note(String pair, int number) {
        Integer before = handled.put(pair, number);
        int expected = before == null ? 0 : before + 1;
        if (number != expected) {
            failures.add(pair + " handled " + number + " in place of " + expected);
        }
    }

    private void call(LocalNode from, LocalNode to) {
        for (int number = 0; !done.get(); number++) {
            ByteBuffer said = ByteBuffer.allocate(256).putInt(0, number);
            try {
                ByteBuffer reply = from.p2p
                        .messaging()
                        .request(to.name, "from-" + from.name, said, Duration.ofSeconds(30))
                        .toCompletableFuture()
                        .join();
                if (reply.equals(said)) {
                    answered.increment();
                } else {
                    failures.add("another reply from " + to.name);
                }
            } catch (CompletionException e) {
                failures.add(from.name + " to " + to.name + ": " + e.getCause());
            }
        }
    }

    @Test
    void nobodyLosesAPeerOrAMessageAndEveryLinkShowsTheNewCertificate() throws InterruptedException {
        start(NODES, UnaryOperator.identity());
        List<Thread> callers = callEachOther();
        Map<NodeId, Instant> rotated = new HashMap<>();
        Map<NodeId, String> last = new HashMap<>();
        for (int round = 0; round < ROTATIONS; round++) {
            for (LocalNode node : nodes) {
                RotationResult result = node.p2p.keyRotation().rotateCertificate();
                rotated.put(node.name, Instant.now());
                last.put(node.name, result.fingerprint());
                assertThat(result.restartRequired()).isFalse();
            }
            long before = answered.sum();
            await().atMost(PATIENCE).until(() -> answered.sum() > before + 500);
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes)
                        .allSatisfy(node -> assertThat(node.p2p.connections())
                                .hasSize(NODES - 1)
                                .allSatisfy(connection -> assertIsNew(node.name, connection, rotated))));
        done.set(true);
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(failures).isEmpty();
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.events).noneMatch(PeerDown.class::isInstance);
            String fingerprint = Objects.requireNonNull(last.get(node.name));
            assertThat(node.events).contains(new KeyRotated(KeyRotated.Kind.CERTIFICATE, fingerprint));
            assertThat(node.p2p.authentication().orElseThrow().certificate().fingerprint())
                    .isEqualTo(fingerprint);
        });
    }

    private static void assertIsNew(NodeId node, Connection connection, Map<NodeId, Instant> rotated) {
        assertThat(connection.statistics().since()).isAfter(rotated.get(node)).isAfter(rotated.get(connection.peer()));
    }
}
