package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The nodes of the compose file as processes, with what the file gives to each. */
final class ComposeCluster implements AutoCloseable {

    private static final Duration MEET = Duration.ofMinutes(1);
    private static final Map<String, String> GIVEN = Map.of("BARREL_P2P_COOKIE", "only-for-this-test");

    private final ComposeFile compose = new ComposeFile();
    private final Path directory;
    private final Path logs;
    private final Image image;
    private final List<Host> hosts;
    private final Map<String, Container> running = new LinkedHashMap<>();

    /** Starts them all. */
    ComposeCluster(Path directory, Path logs) throws IOException {
        this.directory = directory;
        this.logs = logs;
        image = Image.build(Files.createDirectory(directory.resolve("image")));
        hosts = Host.make(directory.resolve("hosts"), compose.nodes(), "nodes");
        for (String node : compose.nodes()) {
            start(node);
        }
    }

    /** Starts a node, on the volume it had before if it ran. */
    void start(String node) throws IOException {
        Path root = root(node);
        for (ComposeFile.Mount mount : compose.mounts(node)) {
            Path target = root.resolve(Path.of("/").relativize(mount.target()));
            if (!mount.isVolume() && !Files.exists(target)) {
                Files.createDirectories(target.getParent());
                Files.copy(mount.file(), target);
            }
        }
        running.put(
                node,
                Container.start(
                        image,
                        hosts.get(compose.nodes().indexOf(node)),
                        root,
                        compose.environment(node, GIVEN),
                        logs.resolve(node + (running.containsKey(node) ? "-again" : "") + ".log")));
    }

    ComposeFile compose() {
        return compose;
    }

    Image image() {
        return image;
    }

    Path root(String node) {
        return directory.resolve(node);
    }

    Container node(String name) {
        Container node = running.get(name);
        if (node == null) {
            throw new AssertionError("never started: " + name);
        }
        return node;
    }

    List<Container> nodes() {
        return List.copyOf(running.values());
    }

    /** Waits until each node has exactly the others as neighbours. */
    void awaitMesh() {
        awaitMeshOf(compose.nodes());
    }

    /** As {@link #awaitMesh}, of some of them. */
    void awaitMeshOf(List<String> names) {
        await().atMost(MEET).untilAsserted(() -> {
            for (String name : names) {
                List<String> others =
                        names.stream().filter(other -> !other.equals(name)).toList();
                JsonNode views = node(name).json("/actuator/p2p/views");
                assertThat(views.path("active")
                                .valueStream()
                                .map(peer -> peer.path("node").asString()))
                        .containsExactlyInAnyOrderElementsOf(others.stream()
                                .map(other -> other + "@" + other)
                                .toList());
            }
        });
    }

    @Override
    public void close() {
        running.values().forEach(Container::close);
    }
}
