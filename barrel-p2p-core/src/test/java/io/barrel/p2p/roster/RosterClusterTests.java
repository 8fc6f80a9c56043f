package io.barrel.p2p.roster;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.roster.RosterNet.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RosterClusterTests {

    private static final int SIZE = 30;

    private static final RosterConfig NO_PROBES =
            new RosterConfig(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofHours(1), Duration.ofHours(24));

    private static long broadcasts(List<Node> nodes) {
        return nodes.stream()
                .mapToLong(node -> node.outputs(RosterOutput.Broadcast.class).size())
                .sum();
    }

    private static List<Node> except(List<Node> nodes, Node one) {
        return nodes.stream().filter(node -> node != one).toList();
    }

    private static void assertAllAliveAndEqual(List<Node> nodes) {
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.roster.view().members())
                    .hasSize(nodes.size())
                    .allSatisfy(member -> assertThat(member.status()).isEqualTo(MemberStatus.ALIVE));
            assertThat(node.roster.digest()).isEqualTo(nodes.get(0).roster.digest());
        });
    }

    @Test
    void everyJoinerIsKnownToAllAndKnowsAll() {
        RosterNet net = new RosterNet(1);
        List<Node> nodes = net.cluster(SIZE);
        assertAllAliveAndEqual(nodes);
    }

    @Test
    void joinCostsOneBroadcast() {
        RosterNet net = new RosterNet(2);
        List<Node> nodes = net.cluster(SIZE);
        Node joiner = net.start("late");
        net.link(joiner, nodes.get(0));
        net.link(joiner, nodes.get(9));
        net.run(Duration.ofSeconds(2));
        assertThat(joiner.outputs(RosterOutput.Broadcast.class)).hasSize(1);
        assertThat(broadcasts(nodes)).isZero();
        assertThat(joiner.roster.view().members().size()).isEqualTo(SIZE + 1);
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.events(MemberUp.class))
                        .containsExactly(new MemberUp(joiner.id, joiner.incarnation)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void killedNodeIsDeadOnceEverywhere(long seed) {
        RosterNet net = new RosterNet(seed, NO_PROBES);
        List<Node> nodes = net.cluster(SIZE);
        Node victim = nodes.get(7);
        List<Node> others = except(nodes, victim);
        net.kill(victim);
        net.run(Duration.ofSeconds(15));
        assertThat(others).allSatisfy(node -> {
            assertThat(node.status(victim.id)).isEqualTo(MemberStatus.DEAD);
            assertThat(node.events(MemberSuspected.class)).hasSize(1);
            assertThat(node.events(MemberDown.class)).singleElement().satisfies(down -> {
                assertThat(down.node()).isEqualTo(victim.id);
                assertThat(down.left()).isFalse();
                assertThat(down.accuser()).isNotNull();
            });
            assertThat(node.entry(victim.id)).isEqualTo(others.get(0).entry(victim.id));
            assertThat(node.roster.digest()).isEqualTo(others.get(0).roster.digest());
        });
        // Four lost a link to it and say so; each may tell of the death before it hears of another's.
        assertThat(broadcasts(others)).isBetween(5L, 8L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void probesThatFailBesidesLostLinksAddFewBroadcasts(long seed) {
        RosterNet net = new RosterNet(seed);
        List<Node> nodes = net.cluster(SIZE);
        Node victim = nodes.get(7);
        net.kill(victim);
        net.run(Duration.ofSeconds(15));
        assertThat(except(nodes, victim))
                .allSatisfy(node -> assertThat(node.events(MemberDown.class)).hasSize(1));
        assertThat(broadcasts(except(nodes, victim))).isBetween(2L, 12L);
    }

    @Test
    void fourAccusersAreBelievedSoonerThanOne() {
        RosterNet net = new RosterNet(3, NO_PROBES);
        List<Node> nodes = net.cluster(SIZE);
        net.kill(nodes.get(7));
        net.run(Duration.ofMillis(RosterNet.IDLE + 2_500));
        assertThat(nodes.get(20).status(nodes.get(7).id)).isEqualTo(MemberStatus.DEAD);
    }

    @Test
    void deathIsConcludedByAllIfTheAccusersDieToo() {
        RosterNet net = new RosterNet(4, NO_PROBES);
        List<Node> nodes = net.cluster(SIZE);
        Node victim = nodes.get(7);
        net.kill(victim);
        net.run(Duration.ofMillis(RosterNet.IDLE + 500));
        List<Node> accusers = List.of(nodes.get(5), nodes.get(6), nodes.get(8), nodes.get(9));
        accusers.forEach(net::kill);
        List<Node> others = nodes.stream()
                .filter(node -> node != victim && !accusers.contains(node))
                .toList();
        net.run(Duration.ofSeconds(4));
        assertThat(others)
                .allSatisfy(node -> {
                    assertThat(node.status(victim.id)).isEqualTo(MemberStatus.DEAD);
                    assertThat(node.told(victim.id, MemberStatus.DEAD)).isEmpty();
                })
                .extracting(node -> node.entry(victim.id))
                .containsOnly(others.get(0).entry(victim.id));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shortPauseKillsNobody(long seed) {
        RosterNet net = new RosterNet(seed);
        List<Node> nodes = net.cluster(SIZE);
        net.pause(nodes.get(3), Duration.ofMillis(RosterNet.IDLE - 500));
        net.run(Duration.ofSeconds(60));
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.events(MemberDown.class)).isEmpty());
        assertAllAliveAndEqual(nodes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void longPauseIsOneDeathAndOneRevival(long seed) {
        RosterNet net = new RosterNet(seed);
        List<Node> nodes = net.cluster(SIZE);
        Node sleeper = nodes.get(3);
        List<Node> others = except(nodes, sleeper);
        net.pause(sleeper, Duration.ofSeconds(20));
        net.run(Duration.ofSeconds(60));
        assertThat(others).allSatisfy(node -> {
            // Before the death there may be a suspicion by a probe, objected to by who heard the sleeper a moment ago.
            List<P2pEvent> events = node.events(P2pEvent.class);
            assertThat(node.events(MemberDown.class)).hasSize(1);
            MemberDown death = node.events(MemberDown.class).get(0);
            assertThat(events.subList(events.indexOf(death) + 1, events.size()))
                    .containsExactly(new MemberUp(sleeper.id, sleeper.incarnation));
        });
        assertThat(sleeper.events(MemberDown.class)).isEmpty();
        assertAllAliveAndEqual(nodes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bothSidesOfHealedPartitionReturn(long seed) {
        RosterNet net = new RosterNet(seed);
        List<Node> nodes = net.cluster(SIZE);
        List<Node> left = nodes.subList(0, SIZE / 2);
        List<Node> right = nodes.subList(SIZE / 2, SIZE);
        left.forEach(a -> right.forEach(b -> net.cut(a, b)));
        net.run(Duration.ofMinutes(3));
        assertThat(left.get(5).roster.view().members())
                .filteredOn(member -> member.status() == MemberStatus.DEAD)
                .hasSizeGreaterThan(10);
        net.link(left.get(0), right.get(0));
        net.run(Duration.ofMinutes(1));
        assertAllAliveAndEqual(nodes);
    }

    @Test
    void brokenPathBetweenTwoIsNoDeath() {
        RosterNet net = new RosterNet(5);
        List<Node> nodes = net.cluster(SIZE);
        net.cut(nodes.get(3), nodes.get(4));
        net.run(Duration.ofSeconds(30));
        assertAllAliveAndEqual(nodes);
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.events(MemberDown.class)).isEmpty());
    }

    @Test
    void deathOfMemberThatNobodyIsLinkedToIsFoundByProbes() {
        RosterNet net = new RosterNet(6);
        List<Node> nodes = net.cluster(SIZE);
        MemberEntry stranger = alive("ghost");
        nodes.forEach(node -> node.roster.install(Map.of(stranger.node(), RosterCodec.encode(stranger))));
        net.run(Duration.ofSeconds(90));
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.status(stranger.node())).isEqualTo(MemberStatus.DEAD));
    }

    private static MemberEntry alive(String name) {
        return RosterNet.alive(name, RosterNet.stamp(RosterNet.EPOCH), 0);
    }

    @Test
    void leaverIsToldApartFromTheDead() {
        RosterNet net = new RosterNet(7);
        List<Node> nodes = net.cluster(SIZE);
        Node leaver = nodes.get(11);
        leaver.handle(new RosterInput.Leave());
        net.run(Duration.ofSeconds(1));
        assertThat(except(nodes, leaver)).allSatisfy(node -> {
            assertThat(node.status(leaver.id)).isEqualTo(MemberStatus.LEFT);
            assertThat(node.events(MemberDown.class))
                    .containsExactly(new MemberDown(leaver.id, leaver.incarnation, true, null, null));
            assertThat(node.events(MemberSuspected.class)).isEmpty();
        });
        leaver.handle(new RosterInput.Start());
        net.run(Duration.ofSeconds(1));
        assertAllAliveAndEqual(nodes);
    }

    @Test
    void restartedNodeReplacesItsFormerLife() {
        RosterNet net = new RosterNet(8);
        List<Node> nodes = net.cluster(SIZE);
        Node before = nodes.get(7);
        net.kill(before);
        net.run(Duration.ofSeconds(20));
        Node after = net.start("n7");
        net.link(after, nodes.get(12));
        net.run(Duration.ofSeconds(5));
        assertThat(after.incarnation).isGreaterThan(before.incarnation);
        assertThat(except(nodes, before)).allSatisfy(node -> {
            assertThat(node.status(after.id)).isEqualTo(MemberStatus.ALIVE);
            assertThat(node.entry(after.id).incarnation()).isEqualTo(after.incarnation);
        });
    }

    @Test
    void runsWithOneSeedAreTheSame() {
        assertThat(transcript(9)).isEqualTo(transcript(9)).isNotEqualTo(transcript(10));
    }

    private static List<String> transcript(long seed) {
        RosterNet net = new RosterNet(seed);
        List<Node> nodes = net.cluster(SIZE);
        net.kill(nodes.get(3));
        net.pause(nodes.get(9), Duration.ofSeconds(12));
        net.run(Duration.ofMinutes(2));
        return nodes.stream()
                .flatMap(node -> node.outputs.stream())
                .filter(output -> !(output instanceof RosterOutput.SendTo || output instanceof RosterOutput.Broadcast))
                .map(Object::toString)
                .toList();
    }
}
