package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static io.barrel.p2p.roster.RosterNet.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.roster.RosterNet.Node;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a suspect speaks for itself, and others for it. */
class ObjectionTests extends LoneRoster {

    /** What somebody claims this node said of itself. */
    private MemberEntry alleged(long incarnation, long refutation) {
        return new MemberEntry(
                self.id,
                incarnation,
                refutation,
                MemberStatus.ALIVE,
                own().address(),
                own().metadata(),
                EPOCH,
                null,
                null);
    }

    @Test
    void suspectRefutesAtOnceAndOnlyOncePerRefutation() {
        MemberEntry before = own();
        self.deliver(A, before.with(MemberStatus.SUSPECT, EPOCH, A, SuspicionReason.LINK_LOST));
        self.deliver(B, before.with(MemberStatus.SUSPECT, EPOCH, B, SuspicionReason.LINK_LOST));
        assertThat(self.told()).singleElement().satisfies(entry -> {
            assertThat(List.of(entry.incarnation(), entry.refutation())).isEqualTo(List.of(before.incarnation(), 1L));
            assertThat(entry.status()).isEqualTo(MemberStatus.ALIVE);
        });
        assertThat(events()).isEmpty();
    }

    @Test
    void refutationIsOneAboveTheGreatestHeard() {
        MemberEntry forged = alleged(self.incarnation, 77);
        self.deliver(A, forged.with(MemberStatus.DEAD, EPOCH, A, SuspicionReason.LINK_LOST));
        assertThat(own().incarnation()).isEqualTo(self.incarnation);
        assertThat(own().refutation()).isEqualTo(78);
    }

    @Test
    void spentRefutationBecomesANewIncarnation() {
        MemberEntry forged = alleged(self.incarnation, -1);
        self.deliver(A, forged.with(MemberStatus.SUSPECT, EPOCH, A, SuspicionReason.LINK_LOST));
        assertThat(own().incarnation()).isEqualTo(self.incarnation + 1);
        assertThat(own().refutation()).isEqualTo(0);
        assertThat(self.outputs(RosterOutput.AdoptIncarnation.class))
                .containsExactly(new RosterOutput.AdoptIncarnation(self.incarnation + 1));
    }

    @Test
    void laterIncarnationOfSelfIsOutdone() {
        MemberEntry forged = alleged(self.incarnation + 9, 4);
        self.deliver(A, forged.with(MemberStatus.SUSPECT, EPOCH, A, SuspicionReason.LINK_LOST));
        assertThat(own().incarnation()).isEqualTo(self.incarnation + 10);
        assertThat(own().refutation()).isEqualTo(0);
        assertThat(self.told()).containsExactly(own());
    }

    @Test
    void refutationOfSuspectIsTheEndOfIt() {
        know();
        accuse(A);
        self.deliver(X, alive(1));
        millis(30_000);
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
        assertThat(self.events(MemberUp.class)).containsExactly(new MemberUp(X, INCARNATION));
        assertThat(self.events(MemberDown.class)).isEmpty();
        assertThat(self.roster.view().suspicions())
                .singleElement()
                .satisfies(suspicion -> assertThat(suspicion.outcome()).isEqualTo(Suspicion.Outcome.REFUTED));
    }

    @Test
    void refutationRevivesTheDead() {
        know();
        accuse(A);
        millis(2_000);
        self.deliver(A, alive(0).with(MemberStatus.DEAD, EPOCH, A, SuspicionReason.LINK_LOST));
        self.deliver(X, alive(1));
        assertThat(events())
                .containsExactly(
                        new MemberSuspected(X, INCARNATION, A, SuspicionReason.LINK_LOST),
                        new MemberDown(X, INCARNATION, false, A, SuspicionReason.LINK_LOST),
                        new MemberUp(X, INCARNATION));
    }

    @Test
    void whoHearsTheSuspectVouchesAfterAWhile() {
        know();
        self.heard.add(X);
        accuse(A);
        millis(499);
        assertThat(self.vouches()).isEmpty();
        millis(501);
        assertThat(self.vouches()).containsExactly(new RosterBroadcast.Vouch(X, INCARNATION, 0, A));
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void whoDoesNotHearTheSuspectDoesNotVouch() {
        know();
        accuse(A);
        millis(5_000);
        assertThat(self.vouches()).isEmpty();
    }

    @Test
    void whoNoLongerHearsTheSuspectDoesNotVouch() {
        know();
        self.heard.add(X);
        accuse(A);
        self.heard.remove(X);
        millis(5_000);
        assertThat(self.vouches()).isEmpty();
    }

    @Test
    void onlyWhoHeardTheSuspectWithinTwoKeepAlivesVouches() {
        Node suspect = net.start("y");
        net.link(self, suspect);
        millis(1_000);
        net.pause(suspect, Duration.ofMinutes(1));
        millis(2 * RosterNet.KEEP_ALIVE - 1_000);
        MemberEntry said = self.entry(suspect.id).with(MemberStatus.SUSPECT, EPOCH, A, SuspicionReason.LINK_LOST);
        self.deliver(A, said);
        assertThat(self.timers).containsKey(new RosterTimer.Vouch(suspect.id, A));
        millis(1_001);
        self.outputs.clear();
        self.deliver(B, said.with(MemberStatus.SUSPECT, EPOCH, B, SuspicionReason.LINK_LOST));
        assertThat(self.timers).doesNotContainKey(new RosterTimer.Vouch(suspect.id, B));
        millis(1_000);
        assertThat(self.vouches()).isEmpty();
    }

    @Test
    void oneVouchIsEnough() {
        know();
        self.heard.add(X);
        accuse(A);
        vouch(P, A);
        millis(5_000);
        assertThat(self.vouches()).isEmpty();
    }

    @Test
    void refutationMakesVouchingNeedless() {
        know();
        self.heard.add(X);
        accuse(A);
        self.deliver(X, alive(1));
        millis(5_000);
        assertThat(self.vouches()).isEmpty();
    }

    @Test
    void vouchEndsOneAccusationOnly() {
        know();
        accuse(A);
        accuse(B);
        vouch(P, A);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        vouch(P, B);
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
        millis(60_000);
        assertThat(self.events(MemberDown.class)).isEmpty();
        assertThat(self.events(MemberUp.class)).hasSize(1);
    }

    @Test
    void vouchGivesBackTheTimeThatTheAccuserTook() {
        know();
        accuse(A);
        accuse(B);
        vouch(P, A);
        millis(9_999);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(1);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
    }

    @Test
    void vouchForAnotherLifeSaysNothing() {
        know();
        accuse(A);
        self.deliver(P, new RosterBroadcast.Vouch(X, INCARNATION, 1, A));
        self.deliver(P, new RosterBroadcast.Vouch(X, INCARNATION - 1, 0, A));
        vouch(P, B);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
    }

    @Test
    void suspectObjectsByItsRefutationOnly() {
        know();
        accuse(A);
        vouch(X, A);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
    }

    @Test
    void accusersBeyondABoundAreNotToldApart() {
        know();
        for (int i = 0; i < 2 * Suspicions.MAX_ACCUSERS; i++) {
            accuse(node("accuser" + i));
        }
        for (int i = 0; i < Suspicions.MAX_ACCUSERS; i++) {
            assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
            vouch(node("voucher" + i), node("accuser" + i));
        }
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void accuserVouchedAgainstTellsOfNoDeath() {
        know();
        self.lose(X);
        vouch(P, self.id);
        millis(60_000);
        assertThat(self.told(X, MemberStatus.DEAD)).isEmpty();
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void withdrawnSuspicionMayBeRaisedAnew() {
        know();
        accuse(A);
        vouch(P, A);
        accuse(B);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        vouch(P, B);
        self.deliver(A, alive(0).with(MemberStatus.SUSPECT, EPOCH + 1, A, SuspicionReason.LINK_LOST));
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        assertThat(self.events(MemberSuspected.class))
                .extracting(MemberSuspected::accuser)
                .containsExactly(A, B, A);
    }

    @Test
    void oneVoucherCannotKeepTheDeadAlive() {
        know();
        for (int i = 0; i < Vouching.PER_VOUCHER; i++) {
            accuse(node("accuser" + i));
            vouch(P, node("accuser" + i));
            assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
        }
        accuse(A);
        vouch(P, A);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        vouch(A, A);
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void vouchersThatAreMadeUpCannotKeepTheDeadAlive() {
        know();
        for (int i = 0; i < Vouching.PER_SUSPECT; i++) {
            accuse(node("accuser" + i));
            vouch(node("voucher" + i), node("accuser" + i));
            assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
        }
        accuse(A);
        vouch(node("another"), A);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(10_000);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
    }

    @Test
    void vouchThatEndsNothingCountsForNothing() {
        know();
        accuse(A);
        for (int i = 0; i < 2 * Vouching.PER_SUSPECT; i++) {
            vouch(P, node("accuser" + i));
        }
        vouch(P, A);
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void vouchesThatWaitAreBounded() {
        self.heard.add(X);
        know();
        for (int i = 0; i < 3; i++) {
            accuse(node("accuser" + i));
        }
        for (int i = 0; i < 2 * Vouching.MAX_WAITING; i++) {
            NodeId suspect = node("y" + i);
            self.heard.add(suspect);
            MemberEntry entry = RosterNet.alive("y" + i, INCARNATION, 0);
            self.deliver(A, entry.with(MemberStatus.SUSPECT, EPOCH, A, SuspicionReason.LINK_LOST));
        }
        assertThat(self.timers.keySet())
                .filteredOn(RosterTimer.Vouch.class::isInstance)
                .hasSize(Vouching.MAX_WAITING);
    }

    @Test
    void accuserWithdrawsWhenTheSuspectIsLinked() {
        know();
        self.lose(X);
        self.handle(new RosterInput.Linked(X, INCARNATION));
        assertThat(self.vouches()).containsExactly(new RosterBroadcast.Vouch(X, INCARNATION, 0, self.id));
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void linkToAnotherLifeWithdrawsNothing() {
        know();
        self.lose(X);
        self.handle(new RosterInput.Linked(X, INCARNATION + 1));
        assertThat(self.vouches()).isEmpty();
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
    }
}
