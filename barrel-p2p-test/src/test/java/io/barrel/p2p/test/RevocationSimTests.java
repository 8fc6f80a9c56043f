package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static io.barrel.p2p.test.NodeChoice.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.NodeRevoked;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.security.NodeIdentity;
import io.barrel.p2p.wire.NodeId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Revocation among whole nodes in the simulator: it reaches all that live, those that come later too, and it stays. */
class RevocationSimTests {

    private static final int NODES = 30;
    private static final int THIEF = 17;
    private static final NodeId NAME = NodeId.of("n" + THIEF + "@sim");
    private static final NodeIdentity ADMIN = NodeIdentity.generate(new SecureRandom());
    private static final NodeIdentity STRANGER = NodeIdentity.generate(new SecureRandom());

    private final Set<Integer> told = new TreeSet<>();
    private final SimCluster cluster = SimCluster.of(NODES).seed(11).whole(SimSettings.DEFAULT);

    RevocationSimTests() {
        cluster.protocols().revokers(Set.of(ADMIN.publicKey().fingerprint()));
        cluster.protocols().listen(new SimProtocols.Listener() {
            @Override
            public void event(int node, P2pEvent event) {
                if (event instanceof NodeRevoked revoked && revoked.node().equals(NAME)) {
                    told.add(node);
                }
            }
        });
        cluster.joinedThrough(first()).settle(Duration.ofMinutes(1));
    }

    private void revoke(int issuer, NodeIdentity identity) {
        cluster.protocols().revoke(issuer, identity, NAME, "stolen");
    }

    /** Nobody that honours it has an edge to the revoked node, or remembers it. */
    private void assertBarred() {
        IntStream.range(0, NODES).filter(index -> index != THIEF).forEach(index -> {
            assertThat(cluster.protocols().revocations(index).node(NAME))
                    .as("node %d", index)
                    .isTrue();
            assertThat(cluster.hasActive(index, THIEF)).as("node %d", index).isFalse();
            assertThat(cluster.protocols().machine(index).membership().knows(NAME))
                    .as("node %d", index)
                    .isFalse();
        });
        assertThat(cluster.views(THIEF).active()).isEmpty();
    }

    @Test
    void theRevokedNodeLosesEveryEdgeAndTheOthersStayTogether() {
        revoke(3, ADMIN);
        cluster.settle(Duration.ofSeconds(5));

        assertBarred();
        assertThat(told).hasSizeBetween(NODES - 1, NODES);

        cluster.settle(Duration.ofMinutes(30));
        assertBarred();
        assertThat(cluster.components()).containsExactly(NODES - 1, 1);
        assertThat(cluster.protocols().members(3))
                .filteredOn(member -> member.node().equals(NAME))
                .allMatch(member -> member.status() == MemberStatus.DEAD);
    }

    @Test
    void anIslandLearnsOfItWhenTheNetworkHeals() {
        cluster.partition(range(0, 10)).settle(Duration.ofMinutes(2));
        revoke(3, ADMIN);
        cluster.settle(Duration.ofMinutes(1));
        assertThat(cluster.protocols().revocations(THIEF - 1).node(NAME)).isFalse();

        cluster.heal().settle(Duration.ofMinutes(20));

        assertBarred();
    }

    @Test
    void restartsOfAllChangeNothing() {
        revoke(3, ADMIN);
        cluster.settle(Duration.ofMinutes(1));

        cluster.crash(range(0, NODES)).settle(Duration.ofSeconds(10));
        cluster.start(range(0, NODES)).settle(Duration.ofMinutes(5));

        assertBarred();
        assertThat(cluster.components()).containsExactly(NODES - 1, 1);
    }

    @Test
    void whoWasDownWhenItWasSaidLearnsOfIt() {
        cluster.crash(node(8)).settle(Duration.ofSeconds(10));
        revoke(3, ADMIN);
        cluster.settle(Duration.ofMinutes(1));

        cluster.start(node(8)).settle(Duration.ofMinutes(3));

        assertBarred();
    }

    @Test
    void theWordOfAMemberThatIsNoRevokerCountsWithItselfAlone() {
        revoke(3, STRANGER);
        cluster.settle(Duration.ofMinutes(5));

        assertThat(IntStream.range(0, NODES)
                        .filter(index -> cluster.protocols().revocations(index).node(NAME)))
                .containsExactly(3);
        assertThat(cluster.hasActive(3, THIEF)).isFalse();
        assertThat(cluster.connected()).isTrue();
        assertThat(told).containsExactly(3);
    }

    @Test
    void theRevokedNodeGoesOn() {
        cluster.protocols().revoke(THIEF, ADMIN, NodeId.of("n3@sim"), "so there");
        cluster.settle(Duration.ofMinutes(1));
        revoke(4, ADMIN);
        cluster.settle(Duration.ofMinutes(1));

        assertThat(cluster.protocols().revocations(THIEF).node(NAME)).isFalse();
        assertThat(cluster.protocols().machine(THIEF).membership().left()).isFalse();
        assertThat(cluster.views(THIEF).active()).isEmpty();
    }
}
