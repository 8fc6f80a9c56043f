package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that share nothing but a directory: they meet, one fails, one leaves. */
class ClusterIT {

    private static final Duration NOTICED = Duration.ofSeconds(30);
    private static final int SIGTERM = 128 + 15;

    @TempDir
    private Path directory;

    private Nodes nodes;

    @BeforeEach
    void prepare(TestInfo test) {
        nodes = new Nodes(
                directory, "ClusterIT-" + test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void end() {
        nodes.close();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
    void everyNodeSeesTheOthersThroughOneUdpSocket() throws IOException {
        List<NodeProcess> three = List.of(nodes.startOnAnyPort(), nodes.startOnAnyPort(), nodes.startOnAnyPort());

        Nodes.awaitMesh(three);

        for (NodeProcess node : three) {
            assertThat(node.udpSockets()).isEqualTo(1);
            assertThat(node.warnings()).isEmpty();
        }
    }

    @Test
    void killedNodeIsMissedAndReturnsWithItsIdentity() throws InterruptedException {
        NodeProcess a = nodes.startOnAnyPort();
        NodeProcess b = nodes.startOnAnyPort();
        NodeProcess victim = nodes.startOnAnyPort();
        Nodes.awaitMesh(List.of(a, b, victim));
        Board.Node before = victim.node();
        Mark markA = Mark.of(a);
        Mark markB = Mark.of(b);

        victim.kill();

        markA.awaitPeerDown(before.id(), "nodedown");
        markB.awaitPeerDown(before.id(), "nodedown");
        assertThat(markA.down()).containsOnly(before.id());
        assertThat(markB.down()).containsOnly(before.id());
        assertThat(Nodes.active(a.board())).containsOnly(Nodes.name(b.board()));

        NodeProcess again = nodes.startOnAnyPort();

        Nodes.awaitMesh(List.of(a, b, again));
        Board.Node after = again.node();
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.fingerprint()).isEqualTo(before.fingerprint());
        assertThat(Long.parseLong(after.incarnation())).isGreaterThan(Long.parseLong(before.incarnation()));
        markA.awaitPeerUp(before.id());
        markB.awaitPeerUp(before.id());
        assertThat(Nodes.active(a.board())).contains(Nodes.name(b.board()));
        assertThat(markA.down()).containsOnly(before.id());
    }

    @Test
    void stoppedNodeLeavesFirstAndAnswersItsLastRequestAfterwards() throws Exception {
        NodeProcess a = nodes.startOnAnyPort();
        NodeProcess b = nodes.startOnAnyPort();
        NodeProcess leaver = nodes.startOnAnyPort("--management.endpoint.p2p.access=unrestricted");
        Nodes.awaitMesh(List.of(a, b, leaver));
        String name = Nodes.name(leaver.board());
        Mark markA = Mark.of(a);
        Mark markB = Mark.of(b);
        CompletableFuture<List<String>> streamOfA = read(
                a,
                lines -> lines.filter(line -> line.contains("peer_down"))
                        .limit(1)
                        .toList());
        CompletableFuture<List<String>> streamOfLeaver = read(leaver, Stream::toList);

        try (UnfinishedRequest request =
                UnfinishedRequest.post(leaver.port(), "/actuator/p2p/membership/join", "{\"contact\":\"nowhere\"}")) {
            leaver.terminate();

            // The web server waits for the request; had it stopped before the node left, nobody would have been told.
            markA.awaitPeerDown(name, "graceful");
            markB.awaitPeerDown(name, "graceful");
            assertThat(leaver.handle().isAlive()).isTrue();
            assertThat(request.finish()).startsWith("HTTP/1.1 ");
        }

        assertThat(leaver.awaitExit(NOTICED)).isEqualTo(SIGTERM);
        assertThat(streamOfLeaver).succeedsWithin(NOTICED);
        assertThat(streamOfA).succeedsWithin(NOTICED).asString().contains(name).contains("graceful");
        assertThat(markA.down()).containsExactly(name);
        assertThat(markB.down()).containsExactly(name);
        assertThat(a.board().events()).noneMatch(event -> "nodedown".equals(event.reason()));
        assertThat(leaver.warnings()).isEmpty();
    }

    private interface Reader {
        List<String> read(Stream<String> lines);
    }

    /** Opens the node's event stream, then reads it on a thread of its own. */
    private static CompletableFuture<List<String>> read(NodeProcess node, Reader reader)
            throws IOException, InterruptedException {
        Stream<String> lines = node.events();
        CompletableFuture<List<String>> read = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try (lines) {
                        read.complete(reader.read(lines));
                    } catch (RuntimeException e) {
                        read.completeExceptionally(e);
                    }
                },
                "event-stream");
        thread.setDaemon(true);
        thread.start();
        return read;
    }

    /** A moment in the event feed of a node: sees only what comes later. */
    private record Mark(NodeProcess node, long sequence) {

        static Mark of(NodeProcess node) {
            List<BoardEvent> events = node.board().events();
            return new Mark(
                    node, events.isEmpty() ? 0 : events.get(events.size() - 1).sequence());
        }

        void awaitPeerDown(String peer, String reason) {
            await().atMost(NOTICED)
                    .untilAsserted(() -> assertThat(later()).anySatisfy(event -> {
                        assertThat(event.type()).isEqualTo("peer_down");
                        assertThat(event.node()).isEqualTo(peer);
                        assertThat(event.reason()).isEqualTo(reason);
                    }));
        }

        void awaitPeerUp(String peer) {
            await().atMost(NOTICED)
                    .untilAsserted(() -> assertThat(later()).anySatisfy(event -> {
                        assertThat(event.type()).isEqualTo("peer_up");
                        assertThat(event.node()).isEqualTo(peer);
                    }));
        }

        /** The peers that went down. */
        List<String> down() {
            return later().stream()
                    .filter(event -> event.type().equals("peer_down"))
                    .map(BoardEvent::node)
                    .toList();
        }

        private List<BoardEvent> later() {
            return node.board().events().stream()
                    .filter(event -> event.sequence() > sequence)
                    .toList();
        }
    }
}
