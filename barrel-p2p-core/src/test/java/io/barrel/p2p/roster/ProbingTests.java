package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static io.barrel.p2p.roster.RosterNet.node;
import static io.barrel.p2p.roster.RosterNet.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.roster.RosterNet.Node;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProbingTests {

    private static final long INCARNATION = stamp(EPOCH - 10_000);

    private long now;
    private final ArrayList<RosterOutput> outputs = new ArrayList<>();
    private final Set<NodeId> linked = new HashSet<>();
    private final RosterReplica roster = new RosterReplica(
            new RosterSelf(node("self"), INCARNATION, RosterNet.address("self"), Map.of()),
            RosterConfig.DEFAULT,
            RosterNet.REPLICA,
            RosterNet.KEEP_ALIVE,
            RosterNet.IDLE,
            new RosterLinks() {
                @Override
                public boolean isLinked(NodeId node) {
                    return linked.contains(node);
                }

                @Override
                public boolean heardWithin(NodeId node, long millis) {
                    return false;
                }
            },
            () -> EPOCH + now,
            new SplittableRandom(1),
            outputs::add);

    private void handle(RosterInput input) {
        roster.handle(input, now);
    }

    private void deliver(MemberEntry entry) {
        NodeId author = entry.accuser() == null ? entry.node() : entry.accuser();
        handle(new RosterInput.Delivered(author, new RosterBroadcast.Delta(List.of(RosterCodec.encode(entry)))));
    }

    private void elapse() {
        handle(new RosterInput.TimerFired(new RosterTimer.Probe()));
    }

    private List<NodeId> probed() {
        return outputs.stream()
                .filter(RosterOutput.Probe.class::isInstance)
                .map(output -> ((RosterOutput.Probe) output).peer().node())
                .toList();
    }

    private static MemberEntry alive(String name) {
        return RosterNet.alive(name, INCARNATION, 0);
    }

    @Test
    void onlyTheAliveThatAreNotLinkedAreProbed() {
        handle(new RosterInput.Start());
        deliver(alive("linked"));
        deliver(alive("suspect").with(MemberStatus.SUSPECT, EPOCH, node("a"), SuspicionReason.LINK_LOST));
        deliver(alive("dead").with(MemberStatus.DEAD, EPOCH, node("a"), SuspicionReason.LINK_LOST));
        deliver(RosterNet.left("left", INCARNATION, 0, EPOCH));
        linked.add(node("linked"));
        elapse();
        assertThat(probed()).isEmpty();
        deliver(alive("x"));
        elapse();
        assertThat(probed()).containsExactly(node("x"));
    }

    @Test
    void oneProbeAtATime() {
        handle(new RosterInput.Start());
        deliver(alive("x"));
        deliver(alive("y"));
        elapse();
        elapse();
        assertThat(probed()).hasSize(1);
        handle(new RosterInput.ProbeEnded(probed().get(0), true));
        elapse();
        assertThat(probed()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void everyMemberIsProbedSoonerOrLater() {
        handle(new RosterInput.Start());
        for (int i = 0; i < 100; i++) {
            deliver(alive("n" + i));
        }
        for (int i = 0; i < 2_000; i++) {
            elapse();
            handle(new RosterInput.ProbeEnded(probed().get(i), true));
        }
        assertThat(new HashSet<>(probed())).hasSize(100);
    }

    @Test
    void whoWasForgottenOftenIsNotProbedMoreOften() {
        RosterView view = new RosterView();
        Members members = new Members(node("self"), view, output -> {});
        ReplicaEntry restless = RosterCodec.encode(alive("restless"));
        for (int i = 0; i < 1_000; i++) {
            members.show(node("restless"), restless);
            members.show(node("restless"), null);
        }
        members.show(node("restless"), restless);
        members.show(node("steady"), RosterCodec.encode(alive("steady")));
        SplittableRandom random = new SplittableRandom(1);
        int steady = 0;
        for (int i = 0; i < 1_000; i++) {
            steady += node("steady").equals(members.anyAlive(random, node -> false)) ? 1 : 0;
        }
        assertThat(steady).isBetween(400, 600);
    }

    @Test
    void memberThatIsNotReachedIsAccused() {
        handle(new RosterInput.Start());
        deliver(alive("x"));
        elapse();
        handle(new RosterInput.ProbeEnded(node("x"), false));
        assertThat(roster.view().member(node("x"))).get().satisfies(member -> {
            assertThat(member.status()).isEqualTo(MemberStatus.SUSPECT);
            assertThat(member.reason()).isEqualTo(SuspicionReason.PROBE_FAILED);
        });
    }

    @Test
    void memberThatStartedAnewDuringTheProbeIsNotAccused() {
        handle(new RosterInput.Start());
        deliver(alive("x"));
        elapse();
        deliver(RosterNet.alive("x", INCARNATION + 1, 0));
        handle(new RosterInput.ProbeEnded(node("x"), false));
        assertThat(roster.member(node("x")))
                .isNotNull()
                .extracting(MemberEntry::status)
                .isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void whoWasHeldUpAccusesNobodyForAProbe() {
        handle(new RosterInput.Start());
        deliver(alive("x"));
        elapse();
        now += 5_000;
        handle(new RosterInput.ProbeEnded(node("x"), false));
        assertThat(roster.member(node("x")))
                .isNotNull()
                .extracting(MemberEntry::status)
                .isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void clusterOfTwoFindsOutAboutItsOtherMember() {
        RosterNet net = new RosterNet(1);
        Node one = net.start("one");
        one.deliver(node("x"), alive("x"));
        net.run(Duration.ofSeconds(20));
        assertThat(one.status(node("x"))).isEqualTo(MemberStatus.DEAD);
    }
}
