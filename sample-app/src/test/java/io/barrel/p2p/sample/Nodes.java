package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes of one test, started in one directory; all are killed at its end. */
final class Nodes implements AutoCloseable {

    private static final Duration MEET = Duration.ofMinutes(1);

    private final Path directory;
    private final String test;
    private final List<NodeProcess> started = new ArrayList<>();

    /**
     * None yet.
     *
     * @param directory their working directory
     * @param test names the folder of their logs below {@code target/it-logs}
     */
    Nodes(Path directory, String test) {
        this.directory = directory;
        this.test = test;
    }

    /** Starts a node with these arguments and no others. */
    NodeProcess start(String... arguments) {
        Path log = Path.of("target", "it-logs", test, "node-" + started.size() + ".log");
        NodeProcess node = NodeProcess.start(directory, log.toAbsolutePath(), arguments);
        started.add(node);
        return node;
    }

    /** Starts a node on any free HTTP port. */
    NodeProcess startOnAnyPort(String... arguments) {
        return start(Stream.concat(Stream.of("--server.port=0"), Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    /** Waits until each has exactly the others as active peers. */
    static void awaitMesh(List<NodeProcess> nodes) {
        awaitMeshOf(nodes.stream().map(NodeProcess::port).toList());
    }

    /** As {@link #awaitMesh}, by HTTP port. */
    static void awaitMeshOf(List<Integer> ports) {
        await().atMost(MEET).untilAsserted(() -> {
            List<Board> boards = ports.stream().map(NodeProcess::board).toList();
            Set<String> all = boards.stream().map(Nodes::name).collect(Collectors.toSet());
            assertThat(all).hasSameSizeAs(ports);
            for (Board board : boards) {
                assertThat(activeAnd(board)).isEqualTo(all);
            }
        });
    }

    static String name(Board board) {
        return NodeProcess.nodeOf(board).id();
    }

    static Set<String> active(Board board) {
        return board.peers().active().stream().map(Board.ActivePeer::node).collect(Collectors.toSet());
    }

    private static Set<String> activeAnd(Board board) {
        return Stream.concat(active(board).stream(), Stream.of(name(board))).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        started.forEach(NodeProcess::close);
    }
}
