package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.GossipFrame;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.membership.ViewState;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole nodes in the simulator: what they believe of each other while some die, stand still or are cut off. */
class RosterSimTests {

    private static final int NODES = 30;

    /** Silence of 1.5 s and a redial of at least half a second, as real links have them. */
    private static final SimTimes TIMES = new SimTimes(1, 20, 2_000, 2_500, 1_000, 3_000, 30_000);

    private final Told told = new Told();

    /** What nodes told of members, and the broadcasts they delivered. */
    private static final class Told implements SimProtocols.Listener {

        private final List<String> downs = new ArrayList<>();
        private final List<String> ups = new ArrayList<>();
        private final List<String> suspicions = new ArrayList<>();
        private final Map<Integer, Integer> delivered = new HashMap<>();

        @Override
        public void event(int node, P2pEvent event) {
            if (event instanceof MemberDown down) {
                downs.add(node + " of " + down.node() + (down.left() ? " left" : ""));
            } else if (event instanceof MemberUp up) {
                ups.add(node + " of " + up.node());
            } else if (event instanceof MemberSuspected suspected) {
                suspicions.add(node + " of " + suspected.node());
            }
        }

        @Override
        public void delivered(int node, Broadcast broadcast, int hops) {
            delivered.merge(node, 1, Integer::sum);
        }
    }

    private SimCluster joined(long seed) {
        SimCluster cluster = SimCluster.of(NODES)
                .seed(seed)
                .times(TIMES)
                .whole(SimSettings.DEFAULT)
                .joinedThrough(first())
                .settle(Duration.ofMinutes(3));
        cluster.protocols().listen(told);
        return cluster;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyNodeKnowsAllMembers(long seed) {
        SimCluster cluster = joined(seed);

        for (int index : cluster.up()) {
            assertThat(statuses(cluster, index))
                    .as("of node %d", index)
                    .hasSize(NODES)
                    .values()
                    .containsOnly(MemberStatus.ALIVE);
        }
        assertSameReplicas(cluster);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void broadcastIsDeliveredOnceToEachNodeAndAtRestNothingIsSaid(long seed) {
        SimCluster cluster = joined(seed);

        cluster.protocols().publish(7, "topic", new byte[] {1});
        cluster.settle(Duration.ofSeconds(5));

        assertThat(told.delivered).hasSize(NODES).values().containsOnly(1);
        cluster.settle(Duration.ofMinutes(5));
        cluster.protocols().measure(false);
        cluster.settle(Duration.ofMinutes(5));
        assertThat(cluster.protocols().messages(SimProtocols.Kind.PUSH)).isZero();
        assertThat(cluster.protocols().messages(SimProtocols.Kind.IHAVE)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void crashIsOneDeathOnEveryNode(long seed) {
        SimCluster cluster = joined(seed);

        cluster.crash(node(9)).settle(Duration.ofSeconds(30));

        assertThat(told.downs).hasSize(NODES - 1).doesNotHaveDuplicates().allMatch(line -> line.endsWith("of n9@sim"));
        assertThat(told.suspicions).hasSize(NODES - 1).doesNotHaveDuplicates();
        for (int index : cluster.up()) {
            assertThat(statuses(cluster, index)).containsEntry(NodeId.of("n9@sim"), MemberStatus.DEAD);
        }
        cluster.settle(Duration.ofMinutes(5));
        assertSameReplicas(cluster);
        assertThat(told.downs).hasSize(NODES - 1);
    }

    @Test
    void nodeThatLeavesIsHeardEvenIfNoBranchOfTheTreeEndsThere() {
        SimCluster cluster = joined(1);
        for (ViewState.Active active : cluster.views(4).active()) {
            GossipFrame prune = new GossipFrame(active.edge(), new GossipMessage.Prune());
            cluster.protocols().inject(4, new NodeInput.Received(active.peer(), new NodeMessage.OfGossip(prune)));
        }
        assertThat(cluster.protocols().gossip(4).eager()).isEmpty();

        cluster.leave(node(4)).settle(Duration.ofSeconds(1));

        assertThat(told.downs).hasSize(NODES - 1).allMatch(line -> line.endsWith("of n4@sim left"));
    }

    @Test
    void nodeThatLeavesIsNotSuspected() {
        SimCluster cluster = joined(1);

        cluster.stop(node(4)).settle(Duration.ofSeconds(30));

        assertThat(told.downs)
                .hasSize(NODES - 1)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.endsWith("of n4@sim left"));
        assertThat(told.suspicions).isEmpty();
        for (int index : cluster.up()) {
            assertThat(statuses(cluster, index)).containsEntry(NodeId.of("n4@sim"), MemberStatus.LEFT);
            assertThat(cluster.protocols().gossip(index).eager()).doesNotContain(NodeId.of("n4@sim"));
            assertThat(cluster.protocols().gossip(index).lazy()).doesNotContain(NodeId.of("n4@sim"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shortPauseKillsNobody(long seed) {
        SimCluster cluster = joined(seed);

        for (int paused : List.of(3, 8, 13)) {
            cluster.pause(node(paused))
                    .settle(Duration.ofMillis(3_200))
                    .resume(node(paused))
                    .settle(Duration.ofSeconds(30));
        }

        assertThat(told.downs).isEmpty();
        assertThat(cluster.protocols().members(0)).hasSize(NODES);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void longPauseIsOneDeathAndOneRevival(long seed) {
        SimCluster cluster = joined(seed);

        cluster.pause(node(6)).settle(Duration.ofSeconds(30)).resume(node(6)).settle(Duration.ofMinutes(2));

        assertThat(told.downs).hasSize(NODES - 1).doesNotHaveDuplicates().allMatch(line -> line.endsWith("of n6@sim"));
        assertThat(told.ups).hasSize(NODES - 1).doesNotHaveDuplicates().allMatch(line -> line.endsWith("of n6@sim"));
        assertSameReplicas(cluster);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nodeThatWasCutOffKillsNobodyWhenItReturns(long seed) {
        SimCluster cluster = joined(seed);

        cluster.partition(node(5)).settle(Duration.ofMinutes(3));
        assertThat(told.downs)
                .filteredOn(line -> !line.endsWith("of n5@sim"))
                .allMatch(line -> line.startsWith("5 of"));
        told.downs.clear();
        told.ups.clear();
        cluster.heal().settle(Duration.ofMinutes(5));

        // It may go on to give others up until it has found one of them.
        assertThat(told.downs).allMatch(line -> line.startsWith("5 of"));
        assertThat(told.ups)
                .filteredOn(line -> line.endsWith("of n5@sim"))
                .hasSize(NODES - 1)
                .doesNotHaveDuplicates();
        for (int index : cluster.up()) {
            assertThat(statuses(cluster, index))
                    .as("of node %d", index)
                    .hasSize(NODES)
                    .values()
                    .containsOnly(MemberStatus.ALIVE);
        }
        assertSameReplicas(cluster);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void halvesThatWereApartAgreeAgain(long seed) {
        SimCluster cluster = joined(seed);
        cluster.partition(NodeChoice.half()).settle(Duration.ofMinutes(3));
        for (int index : cluster.up()) {
            assertThat(statuses(cluster, index).values())
                    .as("of node %d", index)
                    .contains(MemberStatus.ALIVE, MemberStatus.DEAD);
        }

        cluster.heal().settle(Duration.ofMinutes(5));

        for (int index : cluster.up()) {
            assertThat(statuses(cluster, index))
                    .as("of node %d", index)
                    .hasSize(NODES)
                    .values()
                    .containsOnly(MemberStatus.ALIVE);
        }
        assertSameReplicas(cluster);
    }

    @Test
    void restartedNodeIsANewIncarnationAndNotSuspected() {
        SimCluster cluster = joined(1);
        long before = member(cluster, 2, "n9@sim").incarnation();

        cluster.crash(node(9)).settle(Duration.ofSeconds(1)).start(node(9)).settle(Duration.ofMinutes(1));

        assertThat(member(cluster, 2, "n9@sim").incarnation()).isGreaterThan(before);
        assertThat(member(cluster, 2, "n9@sim").status()).isEqualTo(MemberStatus.ALIVE);
        assertThat(told.downs).isEmpty();
        assertSameReplicas(cluster);
    }

    @Test
    void identicalPayloadsAreTwoBroadcasts() {
        SimCluster cluster = joined(1);

        cluster.protocols().publish(3, "topic", ByteBuffer.allocate(4).array());
        cluster.protocols().publish(3, "topic", ByteBuffer.allocate(4).array());
        cluster.settle(Duration.ofSeconds(5));

        assertThat(told.delivered).hasSize(NODES).values().containsOnly(2);
    }

    private static Member member(SimCluster cluster, int index, String node) {
        return cluster.protocols().members(index).stream()
                .filter(member -> member.node().value().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static Map<NodeId, MemberStatus> statuses(SimCluster cluster, int index) {
        Map<NodeId, MemberStatus> statuses = new TreeMap<>();
        cluster.protocols().members(index).forEach(member -> statuses.put(member.node(), member.status()));
        return statuses;
    }

    private static void assertSameReplicas(SimCluster cluster) {
        assertThat(cluster.up().stream()
                        .map(index ->
                                cluster.protocols().machine(index).roster().digest())
                        .distinct())
                .hasSize(1);
    }
}
