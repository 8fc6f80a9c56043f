package io.barrel.p2p.test.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.NodeId;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judgement that the scenarios rest on must be able to condemn. */
class OverlayFaultsTests {

    private static final NodeId N1 = NodeId.of("n1@faults");
    private static final NodeId N2 = NodeId.of("n2@faults");

    @Test
    void pairThatKnowsEachOtherIsSound() {
        assertThat(overlay(2, "n2 -", "n1 -").faults()).isEmpty();
        assertThat(overlay(2, "n2 -", "n1 -").gaps()).isEmpty();
    }

    @Test
    void edgeThatOneEndBelievesInIsAFault() {
        assertThat(overlay(2, "n2,n3 -", "n1 -", "- n1").faults())
                .contains("only n1@faults believes in its edge to n3@faults");
    }

    @Test
    void edgeToANodeThatDoesNotRunIsAFault() {
        assertThat(overlay(2, "n2,n9 -", "n1 -").faults())
                .containsExactly("only n1@faults believes in its edge to n9@faults");
    }

    @Test
    void twoIslandsAreAFault() {
        assertThat(overlay(2, "n2 n3", "n1 -", "n4 -", "n3 -").faults())
                .singleElement()
                .asString()
                .contains("n1@faults", "n2@faults", "is an island");
    }

    @Test
    void viewAboveItsBoundIsAFault() {
        assertThat(overlay(1, "n2,n3 -", "n1 -", "n1 -").faults()).containsExactly("n1@faults has 2 active peers");
    }

    @Test
    void noNodesAreAFault() {
        assertThat(overlay(1).faults()).containsExactly("there is no node");
    }

    @Test
    void missingEdgeIsAGapButNoFault() {
        Overlay line = overlay(2, "n2 -", "n1,n3 -", "n2 -");

        assertThat(line.faults()).isEmpty();
        assertThat(line.gaps()).hasSize(2);
    }

    @Test
    void passivePeerIsKnownAndHasNoEdge() {
        Overlay overlay = overlay(2, "- -", "- n1");

        assertThat(overlay.isKnown(N1, N2)).isTrue();
        assertThat(overlay.hasEdge(N1, N2)).isFalse();
    }

    /** An overlay of n1, n2 and so on, each given by its views as a node tells them, but without the host. */
    private static Overlay overlay(int activeSize, String... views) {
        Map<NodeId, Neighbours> nodes = new HashMap<>();
        for (int i = 0; i < views.length; i++) {
            String told = views[i].replaceAll("(n\\d)", "$1@faults");
            nodes.put(Cluster.name(i + 1), Neighbours.parse(told));
        }
        return new Overlay(nodes, activeSize);
    }
}
