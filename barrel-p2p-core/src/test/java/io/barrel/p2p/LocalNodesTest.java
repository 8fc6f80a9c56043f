package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.roster.MemberStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with nodes on loopback, which stop after it. */
abstract class LocalNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path base;

    /** In the order in which they were made. */
    final List<LocalNode> nodes = new ArrayList<>();

    @AfterEach
    void stopNodes() {
        nodes.forEach(LocalNode::close);
    }

    final LocalNode node(String name, UnaryOperator<BarrelP2pConfig.Builder> adjust) {
        LocalNode node = new LocalNode(base, name, adjust);
        nodes.add(node);
        return node;
    }

    final LocalNode start(String name, UnaryOperator<BarrelP2pConfig.Builder> adjust) {
        return node(name, adjust).start();
    }

    final LocalNode start(String name) {
        return start(name, UnaryOperator.identity());
    }

    /** Starts {@code n0}, and more that join it, and waits until each knows all. */
    final void start(int count, UnaryOperator<BarrelP2pConfig.Builder> adjust) {
        LocalNode first = start("n0", adjust);
        for (int i = 1; i < count; i++) {
            start("n" + i, to(first).andThen(adjust)::apply);
        }
        awaitAll();
    }

    /** Has a node join through {@code contact}, which runs. */
    static UnaryOperator<BarrelP2pConfig.Builder> to(LocalNode contact) {
        String address = contact.contact();
        return builder -> builder.contactNodes(List.of(address));
    }

    /** Until each node knows every other. */
    final void awaitAll() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes)
                        .allSatisfy(node -> assertThat(node.p2p.roster().count(MemberStatus.ALIVE))
                                .isEqualTo(nodes.size())));
    }

    /** Until both have the other in their active view. */
    static void awaitPeers(LocalNode a, LocalNode b) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(a.activePeers()).contains(b.name);
            assertThat(b.activePeers()).contains(a.name);
        });
    }
}
