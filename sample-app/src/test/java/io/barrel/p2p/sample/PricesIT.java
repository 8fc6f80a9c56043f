package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Every node asks every node for a price, and no dead one for long. */
class PricesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void everyNodeIsAskedInTurnUntilItIsDead() throws InterruptedException {
        try (Nodes nodes = new Nodes(directory, "PricesIT")) {
            List<NodeProcess> three = List.of(nodes.startOnAnyPort(), nodes.startOnAnyPort(), nodes.startOnAnyPort());
            Nodes.awaitMesh(three);
            Set<String> all = new TreeSet<>();
            three.forEach(node -> all.add(node.node().id()));
            for (NodeProcess node : three) {
                await().atMost(PATIENCE).until(() -> answering(node).equals(all));
            }
            NodeProcess victim = three.get(2);
            String name = victim.node().id();
            victim.kill();
            all.remove(name);
            for (NodeProcess node : three.subList(0, 2)) {
                await().atMost(PATIENCE)
                        .until(() -> node.board().members().members().stream()
                                .anyMatch(member -> member.node().equals(name)
                                        && member.status().equals("dead")));
                assertThat(answering(node)).isEqualTo(all);
            }
        }
    }

    private static Set<String> answering(NodeProcess node) {
        Set<String> answering = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            answering.add(new JsonMapper()
                    .readValue(node.get("/api/price").body(), Pricing.Price.class)
                    .node());
        }
        return answering;
    }
}
