package io.barrel.p2p.test.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Six nodes that go on through one fault after the other. A view holds five, so that a sound overlay of six is complete: each
 * scenario begins with that and ends with it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealFaultsIT {

    private static final int NODES = 6;
    private static final List<Integer> LEFT = List.of(1, 2, 3);
    private static final List<Integer> RIGHT = List.of(4, 5, 6);
    private static final Duration FROZEN = Duration.ofSeconds(20);
    private static final Duration SETTLED = Duration.ofSeconds(2);

    /** Services of each node before anything happens. */
    private static final int OF_EACH = 5;

    private Cluster cluster;
    private Offers offers;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Namespaces.assumePermitted();
        cluster = new Cluster(NODES, directory, Convergence.DIRECTORY.resolve("six"), Pace.TEST);
        long begin = System.nanoTime();
        cluster.startAll();
        cluster.awaitNone(Overlay::gaps);
        report(
                "start of all at once",
                "complete",
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
        cluster.assertLogsExplained(List.of(Cluster.STARVED_HANDSHAKE));
        offers = new Offers(cluster);
        for (int number = 1; number <= NODES; number++) {
            offers.register(number, "of" + number, OF_EACH);
        }
        offers.awaitRight();
    }

    @AfterAll
    void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void beginSound() {
        cluster.awaitNone(Overlay::gaps);
        cluster.markLogs();
    }

    @AfterEach
    void restore() {
        cluster.network().restore();
        cluster.thawAll();
    }

    @Test
    void neighboursWithoutTheirLinkPartAndMeetAgain() {
        cluster.network().cut(2, 3);
        report("one link cut", "both ends gave up the edge, overlay sound", awaitParted(2, 3));

        cluster.network().restore();
        endSound("one link restored");
    }

    @Test
    void edgeThatLostOneDirectionIsGivenUpByBothEnds() {
        cluster.network().cutOneWay(4, 5);
        report("one direction lost", "both ends gave up the edge, overlay sound", awaitParted(4, 5));

        cluster.network().restore();
        endSound("lost direction restored");
    }

    @Test
    void edgeWhoseSenderIsRefusedByItsKernelIsGivenUpByBothEnds() {
        cluster.network().refuseOneWay(6, 2);
        report(
                "one direction refused by the sender's kernel",
                "both ends gave up the edge, overlay sound",
                awaitParted(2, 6));

        cluster.network().restore();
        endSound("refused direction restored");
    }

    @Test
    void halvesThatForgotEachOtherMergeAgain() {
        cluster.network().split(LEFT, RIGHT);
        long forgotten = cluster.awaitNone(RealFaultsIT::memoriesOfTheOtherHalf);
        report("split 3 / 3", "no node is left in any view of the other half", forgotten);
        offers.register(1, "left", OF_EACH);
        offers.register(6, "right", OF_EACH);
        offers.withdraw(2, "of2", 2);
        offers.withdraw(5, "of5", 1);
        assertThat(offers.faults()).hasSize(NODES);

        cluster.network().restore();
        endSound("split healed");
    }

    @Test
    void frozenNodeIsLeftOutAndReturns() {
        long begin = System.nanoTime();
        cluster.node(3).freeze();
        report("one node frozen", "the others gave it up, overlay of five sound", cluster.awaitNone(Overlay::gaps));
        cluster.staysWithout(Overlay::gaps, FROZEN.minusNanos(System.nanoTime() - begin));

        assertThat(offers.faults()).as("nodes that saw the death").hasSize(NODES - 1);

        cluster.thawAll();
        endSound("frozen node resumed");
    }

    /** Waits until the overlay is sound, and neither of the two believes in their edge. */
    private long awaitParted(int one, int other) {
        return cluster.awaitNone(overlay -> {
            List<String> faults = overlay.faults();
            if (overlay.hasEdge(Cluster.name(one), Cluster.name(other))) {
                faults.add("the edge is still there");
            }
            return faults;
        });
    }

    private static List<String> memoriesOfTheOtherHalf(Overlay overlay) {
        List<String> memories = new ArrayList<>();
        for (int left : LEFT) {
            for (int right : RIGHT) {
                NodeId one = Cluster.name(left);
                NodeId other = Cluster.name(right);
                if (overlay.isKnown(one, other)) {
                    memories.add(one + " and " + other + " know of each other");
                }
            }
        }
        return memories;
    }

    /** Waits for the complete overlay, sees that it lasts, and that the logs say nothing else than what is explained. */
    private void endSound(String scenario) {
        report(scenario, "overlay complete", cluster.awaitNone(Overlay::gaps));
        report(scenario, "every roster right", cluster.awaitRosters());
        report(scenario, "every registry of services right", offers.awaitRight());
        cluster.everyoneHearsEveryoneOnce();
        cluster.staysWithout(Overlay::gaps, SETTLED);
        assertThat(cluster.rosterFaults()).isEmpty();
        assertThat(offers.faults()).isEmpty();
        cluster.assertLogsExplained(List.of(Cluster.GIVEN_UP_DIAL));
        assertThat(cluster.overlay().nodes()).hasSize(NODES);
    }

    private static void report(String scenario, String reached, long millis) {
        Convergence.add(scenario, NODES, reached, millis);
    }
}
