package io.barrel.p2p.test.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.barrel.p2p.test.InMemoryCluster;
import io.barrel.p2p.test.QuicCluster;
import io.barrel.p2p.test.TestCluster;
import io.barrel.p2p.test.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventConditions;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

@P2pCluster(nodes = 2)
class P2pClusterTests {

    @Nullable
    private TestCluster prepared;

    @BeforeEach
    void prepare(TestCluster cluster) {
        prepared = cluster;
    }

    @Test
    void testAndPreparationShareOneCluster(TestCluster cluster) {
        assertThat(cluster).isSameAs(prepared).isInstanceOf(InMemoryCluster.class);
        assertThat(cluster.nodes()).hasSize(2);
    }

    @Test
    @P2pCluster(nodes = 4)
    void methodOverridesItsClass(InMemoryCluster cluster) {
        assertThat(cluster.nodes()).hasSize(4);
    }

    @Nested
    class InsideAnotherClass {

        @Test
        void annotationOfTheOuterClassCounts(InMemoryCluster cluster) {
            assertThat(cluster.nodes()).hasSize(2);
        }
    }

    @Test
    void failureTellsTheSeedAndTheClusterIsClosed() {
        Failing.seen.clear();

        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Failing.class))
                .execute()
                .testEvents()
                .failed()
                .assertEventsMatchExactly(EventConditions.finishedWithFailure(TestExecutionResultConditions.suppressed(
                        0,
                        TestExecutionResultConditions.message(
                                message -> message.contains("-Dp2p.test.seed=" + Failing.seed)))));

        assertThat(Failing.seen)
                .hasSize(1)
                .allSatisfy(directory -> assertThat(directory).doesNotExist());
    }

    @Test
    void clusterOfTheOtherKindIsRefused() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(TwoKinds.class))
                .execute()
                .testEvents()
                .failed()
                .assertEventsMatchExactly(EventConditions.finishedWithFailure(
                        TestExecutionResultConditions.message(message -> message.contains("A test has one cluster"))));
    }

    /** Run by a test of this class only. */
    @P2pCluster(nodes = 1)
    static class Failing {

        private static final List<Path> seen = new ArrayList<>();
        private static long seed;

        @Test
        void fails(InMemoryCluster cluster) {
            TestNode node = cluster.node(0);
            Path data = node.p2p().node().orElseThrow().dataDir();
            assertThat(Files.exists(data)).isTrue();
            seen.add(data);
            seed = cluster.seed();
            throw new AssertionError("on purpose");
        }
    }

    /** Run by a test of this class only. */
    @P2pCluster(nodes = 1)
    static class TwoKinds {

        @Test
        void wantsBoth(InMemoryCluster one, QuicCluster other) {
            throw new AssertionError("not reached with " + one + " and " + other);
        }
    }
}
