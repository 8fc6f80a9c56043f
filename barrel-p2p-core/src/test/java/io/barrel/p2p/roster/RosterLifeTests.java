package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static io.barrel.p2p.roster.RosterNet.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.roster.RosterNet.Node;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that starts, is cut off, leaves and forgets: what it says then, and what it tells its application. */
class RosterLifeTests extends LoneRoster {

    private static final NodeId NEIGHBOUR = node("neighbour");

    private void cutOff() {
        self.handle(new RosterInput.NeighborDown(NEIGHBOUR, DownReason.NODEDOWN));
    }

    private void back() {
        self.handle(new RosterInput.NeighborUp(NEIGHBOUR));
    }

    private static MemberEntry dead(NodeId accuser) {
        return alive(0).with(MemberStatus.DEAD, EPOCH, accuser, SuspicionReason.LINK_LOST);
    }

    private void bury() {
        know();
        accuse(A);
        millis(2_000);
        self.deliver(A, dead(A));
    }

    @Test
    void whoLeftAccusesNobodyAndTellsOfNoDeath() {
        know();
        self.lose(X);
        self.handle(new RosterInput.Leave());
        self.outputs.clear();
        millis(60_000);
        self.lose(NEIGHBOUR);
        assertThat(self.told()).isEmpty();
        assertThat(self.entry(self.id).status()).isEqualTo(MemberStatus.LEFT);
    }

    @Test
    void whoLeftDoesNotObject() {
        know();
        self.heard.add(X);
        accuse(A);
        self.handle(new RosterInput.Leave());
        millis(60_000);
        self.handle(new RosterInput.Linked(X, INCARNATION));
        assertThat(self.vouches()).isEmpty();
    }

    @Test
    void whoReturnsOutdoesWhatItSaidWhenItLeft() {
        MemberEntry before = own();
        self.handle(new RosterInput.Leave());
        self.outputs.clear();
        self.handle(new RosterInput.Start());
        assertThat(self.told()).containsExactly(own());
        assertThat(own().status()).isEqualTo(MemberStatus.ALIVE);
        assertThat(List.of(own().incarnation(), own().refutation()))
                .isEqualTo(List.of(before.incarnation(), before.refutation() + 1));
    }

    @Test
    void whoReturnsOutdoesWhatWasSaidOfItMeanwhile() {
        self.handle(new RosterInput.Leave());
        MemberEntry said = RosterNet.alive("self", self.incarnation, 7)
                .with(MemberStatus.DEAD, EPOCH, A, SuspicionReason.LINK_LOST);
        self.handle(new RosterInput.Received(NEIGHBOUR, new ReplicaMessage.Push(1, List.of(RosterCodec.encode(said)))));
        self.outputs.clear();
        self.handle(new RosterInput.Start());
        assertThat(own().refutation()).isEqualTo(8);
        assertThat(own().status()).isEqualTo(MemberStatus.ALIVE);
        assertThat(self.told(self.id, MemberStatus.ALIVE)).hasSize(1);
    }

    /** Others accuse it too while nobody can be reached: when the member is reached after all, that is still to be decided. */
    @Test
    void suspicionHeardOfWhileAMemberWasPresumedGoneIsDecidedToo() {
        know();
        cutOff();
        self.lose(X);
        millis(6_000);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
        back();
        self.handle(new RosterInput.Received(
                NEIGHBOUR, new ReplicaMessage.Push(1, List.of(RosterCodec.encode(suspect(A))))));
        self.handle(new RosterInput.ProbeEnded(X, true));
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(10_000);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
    }

    @Test
    void newNeighboursAfterAWhileAloneHearTheSameAgain() {
        MemberEntry before = own();
        cutOff();
        millis(60_000);
        back();
        assertThat(self.told()).containsExactly(before);
        assertThat(own()).isEqualTo(before);
    }

    @Test
    void whatOthersHoldAlreadyIsNotSaidAtTheStart() {
        Node late = net.add("late");
        RosterSelf said = new RosterSelf(late.id, late.incarnation, RosterNet.address("late"), Map.of("name", "late"));
        late.roster.install(RosterReplica.entries(List.of(said), EPOCH + net.now));
        late.handle(new RosterInput.Start());
        late.handle(new RosterInput.NeighborUp(NEIGHBOUR));
        assertThat(late.told()).isEmpty();
        assertThat(late.status(late.id)).isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void installedMembersAreShownWithoutAWord() {
        self.roster.install(Map.of(X, RosterCodec.encode(alive(0))));
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
        assertThat(self.outputs).isEmpty();
        self.deliver(X, alive(0));
        assertThat(events()).isEmpty();
    }

    @Test
    void whoIsCutOffPresumesForItselfAndSaysNothing() {
        know();
        cutOff();
        self.lose(X);
        assertThat(events()).containsExactly(new MemberSuspected(X, INCARNATION, self.id, SuspicionReason.LINK_LOST));
        assertThat(self.entry(X).status()).isEqualTo(MemberStatus.ALIVE);
        millis(5_000);
        assertThat(events())
                .last()
                .isEqualTo(new MemberDown(X, INCARNATION, false, self.id, SuspicionReason.LINK_LOST));
        assertThat(self.entry(X).status()).isEqualTo(MemberStatus.ALIVE);
        assertThat(self.told()).isEmpty();
    }

    @Test
    void whatItSaidJustBeforeItWasCutOffIsTakenBack() {
        know();
        self.lose(X);
        assertThat(self.entry(X).status()).isEqualTo(MemberStatus.SUSPECT);
        millis(100);
        cutOff();
        assertThat(self.entry(X)).isEqualTo(alive(0));
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
    }

    @Test
    void whatItSaidLongBeforeItWasCutOffStands() {
        know();
        self.deliver(A, suspect(A));
        self.lose(X);
        millis(3_000);
        cutOff();
        assertThat(self.entry(X).status()).isEqualTo(MemberStatus.SUSPECT);
    }

    @Test
    void presumptionIsLookedIntoWhenThereIsANeighbourAgain() {
        know();
        cutOff();
        self.lose(X);
        millis(5_000);
        back();
        assertThat(self.outputs(RosterOutput.Probe.class))
                .containsExactly(new RosterOutput.Probe(new Peer(X, alive(0).address())));
        self.handle(new RosterInput.ProbeEnded(X, true));
        assertThat(events()).last().isEqualTo(new MemberUp(X, INCARNATION));
        assertThat(self.told(X, MemberStatus.SUSPECT)).isEmpty();
    }

    @Test
    void tombstonesAreKeptWhileSomebodyIsSuspectOrDead() {
        know();
        accuse(A);
        assertThat(self.outputs(RosterOutput.KeepTombstones.class))
                .containsExactly(new RosterOutput.KeepTombstones(true));
        millis(2_000);
        self.deliver(A, dead(A));
        assertThat(self.outputs(RosterOutput.KeepTombstones.class)).hasSize(1);
        self.deliver(X, alive(1));
        assertThat(self.outputs(RosterOutput.KeepTombstones.class))
                .containsExactly(new RosterOutput.KeepTombstones(true), new RosterOutput.KeepTombstones(false));
    }

    @Test
    void theDeadAreDialledNowAndThenUntilTheyAreBack() {
        bury();
        assertThat(self.outputs(RosterOutput.Remember.class))
                .containsExactly(new RosterOutput.Remember(new Peer(X, alive(0).address())));
        assertThat(self.outputs(RosterOutput.Forget.class)).isEmpty();
        self.deliver(X, alive(1));
        assertThat(self.outputs(RosterOutput.Forget.class)).containsExactly(new RosterOutput.Forget(X));
    }

    @Test
    void theDeadAreForgottenAfterTheRetention() {
        bury();
        net.run(Duration.ofHours(23));
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
        net.run(Duration.ofHours(3));
        assertThat(self.roster.view().member(X)).isEmpty();
        assertThat(self.roster.member(X)).isNull();
        assertThat(self.outputs(RosterOutput.Forget.class)).containsExactly(new RosterOutput.Forget(X));
        assertThat(self.outputs(RosterOutput.KeepTombstones.class))
                .last()
                .isEqualTo(new RosterOutput.KeepTombstones(false));
        self.deliver(A, dead(A));
        assertThat(self.roster.view().member(X)).isEmpty();
    }

    /** Own words of members, in any order and more than once: what is held in the end is one. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void newsInAnyOrderMakeOneRoster(long seed) {
        List<MemberEntry> news = new ArrayList<>();
        for (int member = 0; member < 5; member++) {
            for (int life = 0; life < 3; life++) {
                MemberEntry entry = RosterNet.alive("m" + member, INCARNATION + life, life);
                news.add(entry);
                news.add(entry.with(MemberStatus.LEFT, EPOCH, null, null));
            }
        }
        Node other = net.start("other");
        other.handle(new RosterInput.NeighborUp(NEIGHBOUR));
        deliverShuffled(self, news, seed);
        deliverShuffled(other, news, seed + 1_000);
        for (int member = 0; member < 5; member++) {
            NodeId id = node("m" + member);
            assertThat(self.entry(id))
                    .isEqualTo(other.entry(id))
                    .isEqualTo(RosterNet.alive("m" + member, INCARNATION + 2, 2)
                            .with(MemberStatus.LEFT, EPOCH, null, null));
        }
    }

    private static void deliverShuffled(Node node, List<MemberEntry> news, long seed) {
        List<MemberEntry> shuffled = new ArrayList<>(news);
        shuffled.addAll(news);
        Collections.shuffle(shuffled, new Random(seed));
        shuffled.forEach(entry -> node.deliver(entry.node(), entry));
    }

    /** Whatever is said of a member, its application hears of one life after the other, each with its end before the next. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void upAndDownAlternate(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 400; i++) {
            MemberEntry entry = RosterNet.alive("x", INCARNATION + i / 40, random.nextInt(4));
            switch (random.nextInt(5)) {
                case 0, 1 -> self.deliver(X, entry);
                case 2 -> self.deliver(A, entry.with(MemberStatus.SUSPECT, EPOCH, A, SuspicionReason.PROBE_FAILED));
                case 3 -> self.deliver(B, entry.with(MemberStatus.DEAD, EPOCH, B, SuspicionReason.LINK_LOST));
                default -> self.deliver(X, entry.with(MemberStatus.LEFT, EPOCH, null, null));
            }
            millis(random.nextInt(3_000));
        }
        boolean there = false;
        boolean suspected = false;
        long life = 0;
        for (P2pEvent event : events()) {
            if (event instanceof MemberUp up) {
                assertThat(!there || suspected || up.incarnation() > life)
                        .as("%s", event)
                        .isTrue();
                there = true;
                suspected = false;
                life = up.incarnation();
            } else if (event instanceof MemberSuspected) {
                assertThat(there && !suspected).as("%s", event).isTrue();
                suspected = true;
            } else if (event instanceof MemberDown) {
                assertThat(there).as("%s", event).isTrue();
                there = false;
                suspected = false;
            }
        }
        assertThat(self.events(MemberDown.class)).hasSizeGreaterThan(2);
        assertThat(self.events(MemberSuspected.class)).hasSizeGreaterThan(2);
    }
}
