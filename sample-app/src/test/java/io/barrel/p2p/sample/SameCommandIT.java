package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands: nothing is configured. */
class SameCommandIT {

    private static final Duration ENDED = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private Nodes nodes;

    @BeforeEach
    void prepare(TestInfo test) {
        nodes = new Nodes(
                directory, "SameCommandIT-" + test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void end() {
        nodes.close();
    }

    @Test
    void sameCommandTwiceMakesTwoNodesThatFindEachOther() {
        NodeProcess first = nodes.start();
        NodeProcess second = nodes.start();

        Nodes.awaitMesh(List.of(first, second));

        assertThat(first.port()).isNotEqualTo(second.port());
        assertThat(List.of(first.node().dataDir(), second.node().dataDir()))
                .extracting(dataDir -> Path.of(dataDir).getFileName().toString())
                .containsExactlyInAnyOrder("node-0", "node-1");
    }

    @Test
    void oneCommandStartsThreeNodesAndEndsThem() throws InterruptedException {
        NodeProcess launcher = nodes.start("--nodes=3");

        Nodes.awaitMeshOf(launcher.awaitPorts(3));
        List<ProcessHandle> siblings = launcher.handle().children().toList();
        assertThat(siblings).hasSize(2);

        launcher.terminate();

        launcher.awaitExit(ENDED);
        assertThat(siblings).noneMatch(ProcessHandle::isAlive);
        assertThat(launcher.warnings()).isEmpty();
    }

    @Test
    void killedCommandLeavesNoNodeBehind() throws InterruptedException {
        NodeProcess launcher = nodes.start("--nodes=2");
        launcher.awaitPorts(2);
        List<ProcessHandle> siblings = launcher.handle().children().toList();

        launcher.kill();

        try {
            await().atMost(ENDED).untilAsserted(() -> assertThat(siblings).noneMatch(ProcessHandle::isAlive));
        } finally {
            siblings.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
