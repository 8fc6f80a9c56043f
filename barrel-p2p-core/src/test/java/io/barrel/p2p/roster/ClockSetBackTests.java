package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.roster.RosterNet.Node;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The wall clock of a node was set back: lives that are known have begun in its future, and are lives nevertheless. */
class ClockSetBackTests extends LoneRoster {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Test
    void deathIsNoticedStill() {
        know();
        net.wallOffset = -HOUR;
        self.lose(X);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
        millis(5_000);
        assertThat(self.status(X)).isEqualTo(MemberStatus.DEAD);
        assertThat(self.entry(X).status()).isEqualTo(MemberStatus.DEAD);
    }

    @Test
    void newsOfALifeThatIsKnownIsTakenIn() {
        know();
        net.wallOffset = -HOUR;
        self.deliver(A, alive(0).with(MemberStatus.SUSPECT, EPOCH - HOUR, A, SuspicionReason.LINK_LOST));
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
    }

    @Test
    void newLifeInTheFutureIsRefused() {
        know();
        net.wallOffset = -HOUR;
        self.deliver(X, RosterNet.alive("x", INCARNATION + 1, 0).with(MemberStatus.ALIVE, EPOCH - HOUR, null, null));
        assertThat(self.outputs(RosterOutput.Refused.class))
                .extracting(RosterOutput.Refused::refusal)
                .containsExactly(Refusal.CLOCK_SKEW);
        assertThat(self.entry(X).incarnation()).isEqualTo(INCARNATION);
    }

    @Test
    void nodeThatStartsThenKnowsItself() {
        net.wallOffset = -HOUR;
        Node late = net.start("late");
        assertThat(late.status(late.id)).isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void itObjectsToWhatIsSaidOfIt() {
        net.wallOffset = -HOUR;
        MemberEntry said = own().with(MemberStatus.SUSPECT, EPOCH - HOUR, A, SuspicionReason.LINK_LOST);
        self.deliver(A, said);
        assertThat(own().refutation()).isEqualTo(1);
        assertThat(self.status(self.id)).isEqualTo(MemberStatus.ALIVE);
    }
}
