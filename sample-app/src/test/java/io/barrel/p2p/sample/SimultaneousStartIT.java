package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten nodes started at the same instant, all told of the same one. */
class SimultaneousStartIT {

    private static final int COUNT = 10;
    private static final Duration FORMED = Duration.ofMinutes(2);

    /** Ten JVMs that start at once leave each other little of the machine: a handshake may outlast its ten seconds, and is tried again. */
    private static final String STARVED = "handshake-timeout expired";

    @TempDir
    private Path directory;

    private Nodes nodes;

    @BeforeEach
    void prepare() {
        nodes = new Nodes(directory, "SimultaneousStartIT");
    }

    @AfterEach
    void end() {
        nodes.close();
    }

    @Test
    void tenNodesFormOneOverlayThroughOneContact() throws IOException {
        int contactPort = freeUdpPort();
        List<NodeProcess> ten = new ArrayList<>();
        ten.add(start("--barrel.p2p.listen-port=" + contactPort));
        for (int i = 1; i < COUNT; i++) {
            ten.add(start("--barrel.p2p.contact-nodes=127.0.0.1:" + contactPort));
        }
        List<Integer> ports = ten.stream().map(NodeProcess::port).toList();

        await().atMost(FORMED).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            Map<String, Set<String>> overlay = new LinkedHashMap<>();
            for (int port : ports) {
                Board board = NodeProcess.board(port);
                assertThat(board.peers().active())
                        .hasSizeBetween(1, board.peers().activeSize());
                overlay.put(Nodes.name(board), Nodes.active(board));
            }
            assertThat(overlay).hasSize(COUNT);
            assertThat(oneWayEdges(overlay)).isEmpty();
            assertThat(reachable(overlay)).isEqualTo(overlay.keySet());
        });

        assertThat(ports.stream()
                        .map(port -> NodeProcess.nodeOf(NodeProcess.board(port)).dataDir()))
                .doesNotHaveDuplicates();
        for (NodeProcess node : ten) {
            assertThat(node.warnings())
                    .filteredOn(warning -> !warning.contains(STARVED))
                    .isEmpty();
        }
    }

    private NodeProcess start(String argument) {
        return nodes.startOnAnyPort(
                argument,
                "--barrel.p2p.advertise-address=127.0.0.1",
                "--barrel.p2p.discovery.backends=static",
                "--barrel.p2p.link.idle-timeout=5s");
    }

    private static List<String> oneWayEdges(Map<String, Set<String>> overlay) {
        List<String> edges = new ArrayList<>();
        overlay.forEach((node, peers) -> {
            for (String peer : peers) {
                if (!overlay.getOrDefault(peer, Set.of()).contains(node)) {
                    edges.add(node + " -> " + peer);
                }
            }
        });
        return edges;
    }

    private static Set<String> reachable(Map<String, Set<String>> overlay) {
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(overlay.keySet().stream().limit(1).toList());
        while (!next.isEmpty()) {
            String node = next.remove();
            if (seen.add(node)) {
                next.addAll(overlay.get(node));
            }
        }
        return seen;
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
