package io.barrel.p2p.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What new neighbours announce to a node that was here a moment ago. */
class BroadcastRestartTests {

    private static final int BEFORE = 1;
    private static final int AFTER = 2;

    private final List<Integer> heard = new ArrayList<>();

    @Test
    void subscriberGetsNothingTwiceThoughItsNodeRestarts() {
        try (InMemoryCluster cluster = TestCluster.builder(5).seed(3).inMemory()) {
            cluster.awaitConnected();
            TestNode restarted = cluster.node(4);
            restarted
                    .p2p()
                    .gossip()
                    .subscribe(
                            "news",
                            broadcast -> heard.add((int) broadcast.payload().get()));
            publish(cluster, BEFORE);
            assertThat(heard).containsExactly(BEFORE);

            cluster.stop(restarted);
            cluster.restart(restarted);
            cluster.awaitConnected();
            publish(cluster, AFTER);
            cluster.advance(Duration.ofSeconds(5));

            assertThat(heard).containsExactly(BEFORE, AFTER);
        }
    }

    private static void publish(InMemoryCluster cluster, int number) {
        cluster.node(0).p2p().gossip().publish("news", new byte[] {(byte) number});
        cluster.advance(Duration.ofSeconds(1));
    }
}
