package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.node.NodeOutput;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that restarts is told by its peers what it published before, and takes that for what it is. */
class EchoSimTests {

    private static final int NODES = 12;
    private static final int RESTARTED = 5;
    private static final int BROADCASTS = 20;

    private final List<NodeOutput.Refused> refused = new ArrayList<>();
    private final List<Broadcast> deliveredAgain = new ArrayList<>();
    private final SimCluster cluster = SimCluster.of(NODES)
            .seed(4)
            .whole(SimSettings.DEFAULT)
            .joinedThrough(first())
            .settle(Duration.ofMinutes(1));

    @Test
    void whatANodePublishedBeforeItsRestartIsNoForgeryAndIsAskedForOnce() {
        for (int i = 0; i < BROADCASTS; i++) {
            cluster.protocols().publish(RESTARTED, "news", new byte[] {(byte) i});
        }
        cluster.settle(Duration.ofSeconds(1)).crash(node(RESTARTED));
        cluster.protocols().listen(new SimProtocols.Listener() {
            @Override
            public void refused(int node, NodeOutput.Refused what) {
                refused.add(what);
            }

            @Override
            public void delivered(int node, Broadcast broadcast, int hops) {
                if (broadcast.topic().equals("news")) {
                    deliveredAgain.add(broadcast);
                }
            }
        });
        cluster.start(node(RESTARTED)).settle(Duration.ofMinutes(1));

        assertThat(refused).extracting(NodeOutput.Refused::refusal).containsOnly(Refusal.ECHO);
        // Besides those, what it told of itself.
        assertThat(refused).hasSizeGreaterThanOrEqualTo(BROADCASTS);
        assertThat(deliveredAgain).isEmpty();
    }
}
