package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static io.barrel.p2p.roster.RosterNet.IDLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is accused, and how that runs out. */
class SuspicionTests extends LoneRoster {
    @Test
    void lostPeerIsAccused() {
        know();
        self.lose(X);
        assertThat(self.told()).singleElement().satisfies(entry -> {
            assertThat(List.of(entry.incarnation(), entry.refutation())).isEqualTo(List.of(INCARNATION, 0L));
            assertThat(entry.status()).isEqualTo(MemberStatus.SUSPECT);
            assertThat(entry.accuser()).isEqualTo(self.id);
            assertThat(entry.reason()).isEqualTo(SuspicionReason.LINK_LOST);
            assertThat(entry.address()).isEqualTo(alive(0).address());
        });
        assertThat(events()).containsExactly(new MemberSuspected(X, INCARNATION, self.id, SuspicionReason.LINK_LOST));
    }

    @ParameterizedTest
    @EnumSource(value = DownReason.class, mode = EnumSource.Mode.EXCLUDE, names = "NODEDOWN")
    void churnOfTheActiveViewChangesNoStatus(DownReason reason) {
        know();
        self.handle(new RosterInput.NeighborDown(X, reason));
        millis(30_000);
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
        assertThat(self.told()).isEmpty();
    }

    @Test
    void lostLinkOfAnEarlierLifeAccusesNobody() {
        self.handle(new RosterInput.Linked(X, INCARNATION - 1));
        know();
        self.lose(X);
        assertThat(self.told()).isEmpty();
    }

    @Test
    void peerThatIsLinkedAgainIsNotAccused() {
        know();
        self.linked.add(X);
        self.handle(new RosterInput.NeighborDown(X, DownReason.NODEDOWN));
        assertThat(self.told()).isEmpty();
    }

    @Test
    void strangerAndTheDeadAreNotAccused() {
        self.lose(X);
        know();
        accuse(A);
        millis(2_000);
        self.deliver(A, alive(0).with(MemberStatus.DEAD, EPOCH, A, SuspicionReason.LINK_LOST));
        self.lose(X);
        assertThat(self.told()).isEmpty();
    }

    @Test
    void accuserJoinsTheAccusationOfAnother() {
        know();
        accuse(A);
        self.lose(X);
        assertThat(self.told())
                .singleElement()
                .satisfies(entry -> assertThat(entry.accuser()).isEqualTo(self.id));
        assertThat(self.events(MemberSuspected.class)).hasSize(1);
    }

    @Test
    void soleAccuserTellsOfTheDeathWhenTimeIsUp() {
        know();
        self.lose(X);
        millis(4_999);
        assertThat(self.told(X, MemberStatus.DEAD)).isEmpty();
        millis(1);
        assertThat(self.told(X, MemberStatus.DEAD)).singleElement().satisfies(entry -> {
            assertThat(entry.accuser()).isEqualTo(self.id);
            assertThat(entry.since()).isEqualTo(EPOCH + 5_000);
        });
        assertThat(self.events(MemberDown.class))
                .containsExactly(new MemberDown(X, INCARNATION, false, self.id, SuspicionReason.LINK_LOST));
    }

    @Test
    void accuserThatIsNotTheSmallestLeavesItToThatOne() {
        know();
        accuse(A);
        self.lose(X);
        long due = new SuspicionTimeouts(NO_PROBES).of(2);
        millis(due + 150);
        assertThat(self.told(X, MemberStatus.DEAD)).isEmpty();
        self.deliver(A, alive(0).with(MemberStatus.DEAD, EPOCH + 100, A, SuspicionReason.LINK_LOST));
        millis(5_000);
        assertThat(self.told(X, MemberStatus.DEAD)).isEmpty();
        assertThat(self.events(MemberDown.class)).hasSize(1);
    }

    @Test
    void accuserTellsOfTheDeathItselfIfTheSmallestDoesNot() {
        know();
        accuse(A);
        self.lose(X);
        millis(new SuspicionTimeouts(NO_PROBES).of(2) + 1_000);
        assertThat(self.told(X, MemberStatus.DEAD)).hasSize(1);
    }

    @Test
    void bystanderWaitsTwiceAsLongAndTellsNobody() {
        know();
        accuse(A);
        millis(9_999);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(1);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
        assertThat(self.told()).isEmpty();
        assertThat(self.entry(X)).isEqualTo(alive(0).with(MemberStatus.DEAD, EPOCH, A, SuspicionReason.LINK_LOST));
    }

    private void tellOfDeath(NodeId accuser) {
        self.deliver(accuser, alive(0).with(MemberStatus.DEAD, EPOCH, accuser, SuspicionReason.LINK_LOST));
    }

    @Test
    void deathWithoutATrialIsAnAccusation() {
        know();
        tellOfDeath(A);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        assertThat(self.events(MemberSuspected.class)).hasSize(1);
        assertThat(self.events(MemberDown.class)).isEmpty();
    }

    @Test
    void deathIsBelievedAfterHalfTheShortestTrialAndNoSooner() {
        know();
        accuse(A);
        millis(999);
        tellOfDeath(A);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(1);
        tellOfDeath(A);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
    }

    @Test
    void accuserThatLeavesDoesNotTakeItsAccusationAlong() {
        know();
        accuse(A);
        self.deliver(A, RosterNet.left("a", INCARNATION, 0, EPOCH));
        millis(10_000);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
        assertThat(self.entry(X).accuser()).isEqualTo(A);
        assertThat(self.told()).isEmpty();
    }

    @Test
    void accuserTellsOfTheDeathItselfIfTheSmallestHasLeft() {
        know();
        accuse(A);
        self.lose(X);
        self.deliver(A, RosterNet.left("a", INCARNATION, 0, EPOCH));
        millis(6_000);
        assertThat(self.told(X, MemberStatus.DEAD)).hasSize(1);
    }

    @Test
    void crowdOfSuspectsDoesNotSaveTheDead() {
        know();
        accuse(A);
        for (int i = 0; i < 20_000; i++) {
            self.deliver(
                    B,
                    RosterNet.alive("y" + i, INCARNATION, 0)
                            .with(MemberStatus.SUSPECT, EPOCH, B, SuspicionReason.LINK_LOST));
        }
        millis(10_000);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
        assertThat(self.roster.view().count(MemberStatus.SUSPECT)).isZero();
    }

    @Test
    void accusationOfLongAgoIsDecidedLikeAnother() {
        know();
        long longAgo = EPOCH - Duration.ofHours(25).toMillis();
        self.deliver(A, alive(0).with(MemberStatus.SUSPECT, longAgo, A, SuspicionReason.LINK_LOST));
        millis(10_000);
        assertThat(self.events(MemberDown.class)).hasSize(1);
        assertThat(self.roster.view().count(MemberStatus.SUSPECT)).isZero();
    }

    @Test
    void furtherAccusersShortenTheTimeEvenIfTheirEntriesLose() {
        know();
        accuse(A);
        accuse(B);
        accuse(C);
        millis(3_999);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(1);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
        assertThat(self.events(MemberSuspected.class)).hasSize(1);
    }

    @Test
    void oneAccuserThatRepeatsItselfCountsOnce() {
        know();
        for (int i = 0; i < 5; i++) {
            self.deliver(A, alive(0).with(MemberStatus.SUSPECT, EPOCH + i, A, SuspicionReason.LINK_LOST));
        }
        millis(9_999);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
    }

    @Test
    void bystanderLeavesTheFirstWordToALateAccuser() {
        know();
        accuse(A);
        millis(8_000);
        accuse(B);
        accuse(C);
        millis(3_999);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(1);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
    }

    /** A probe that failed early must not leave the suspect no time to object to the links that follow. */
    @Test
    void thirdAccuserLeavesTheShortestTimeStill() {
        know();
        accuse(A);
        millis(1_500);
        accuse(B);
        self.lose(X);
        millis(1_999);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(1_001);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
    }

    /** As if the process stood still: its timers and all else come late. */
    private void standStill(long millis) {
        net.pause(self, Duration.ofMillis(millis));
        millis(millis);
    }

    @Test
    void whoWasHeldUpAccusesNobodyUntilLinksHadTimeToReturn() {
        know();
        standStill(3_000);
        self.lose(X);
        millis(2 * IDLE - 100);
        assertThat(self.told()).isEmpty();
        millis(2_000);
        assertThat(self.told(X, MemberStatus.SUSPECT)).hasSize(1);
    }

    @Test
    void peerThatIsLinkedAfterThePauseIsNotAccused() {
        know();
        standStill(3_000);
        self.lose(X);
        self.linked.add(X);
        millis(60_000);
        assertThat(self.told()).isEmpty();
    }

    @Test
    void suspicionsLastLongerByThePause() {
        know();
        accuse(A);
        millis(5_000);
        standStill(20_000);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(4_000);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(1_001);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
    }

    @Test
    void smallDelayIsNoPause() {
        know();
        standStill(1_400);
        millis(1);
        self.lose(X);
        assertThat(self.told(X, MemberStatus.SUSPECT)).hasSize(1);
    }
}
