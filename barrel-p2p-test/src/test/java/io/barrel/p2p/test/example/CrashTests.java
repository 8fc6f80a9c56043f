package io.barrel.p2p.test.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.test.InMemoryCluster;
import io.barrel.p2p.test.TestNode;
import io.barrel.p2p.test.junit.P2pCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashTests {

    @Test
    @P2pCluster(nodes = 3)
    void crashedPeerIsReportedAndComesBack(InMemoryCluster cluster) {
        cluster.awaitConnected();
        cluster.advance(Duration.ofMinutes(1));
        TestNode crashing = cluster.node(2);
        List<P2pEvent> heard = new ArrayList<>();
        cluster.node(0).p2p().subscribe(heard::add);

        cluster.crash(crashing);
        cluster.advance(Duration.ofSeconds(3));
        assertThat(heard).contains(new PeerDown(crashing.name(), DownReason.NODEDOWN));

        cluster.restart(crashing);
        cluster.awaitConnected();
    }
}
