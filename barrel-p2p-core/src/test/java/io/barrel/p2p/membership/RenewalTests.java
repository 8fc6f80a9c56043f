package io.barrel.p2p.membership;

import static io.barrel.p2p.membership.Machine.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.membership.MembershipInput.Loss;
import io.barrel.p2p.membership.MembershipMessage.Disconnect;
import io.barrel.p2p.membership.MembershipMessage.Disconnect.Reason;
import io.barrel.p2p.membership.MembershipMessage.Join;
import io.barrel.p2p.membership.MembershipMessage.Neighbor;
import io.barrel.p2p.membership.MembershipMessage.Neighbor.Priority;
import io.barrel.p2p.membership.MembershipMessage.NeighborReply;
import io.barrel.p2p.membership.MembershipMessage.Shuffle;
import io.barrel.p2p.wire.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rotation of edges, and the dials that bring islands together. */
class RenewalTests {

    private static final String[] FIVE = {"a", "b", "c", "d", "e"};

    private final Machine machine = Machine.started();

    @Test
    void rotationPutsAPassivePeerInPlaceOfAnActiveOne() {
        machine.withActive(FIVE).receive("p", new Neighbor(9, Priority.LOW));

        machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Rotate()));
        assertThat(machine.connects("p")).isTrue();
        machine.handle(new MembershipInput.LinkUp(peer("p")));
        Neighbor proposal = machine.sent("p", Neighbor.class).get(0);
        assertThat(proposal.priority()).isEqualTo(Priority.HIGH);
        machine.receive("p", new NeighborReply(proposal.edge(), true));

        assertThat(machine.active()).hasSize(5).contains("p");
        assertThat(machine.passive()).hasSize(1);
    }

    @Test
    void viewWithRoomIsFilledRatherThanRotated() {
        machine.withActive("a", "b").receive("p", new Neighbor(9, Priority.LOW));
        machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Rotate()));
        assertThat(machine.outputs).noneMatch(MembershipOutput.Connect.class::isInstance);
    }

    @Test
    void lostPeerIsDialledWhateverTheStateOfTheViewsAndJoined() {
        machine.withActive("x");
        lose("x");
        machine.withActive(FIVE);

        machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Heal()));
        assertThat(machine.connects("x")).isTrue();
        machine.handle(new MembershipInput.LinkUp(peer("x")));
        Join join = machine.sent("x", Join.class).get(0);
        machine.receive("x", new NeighborReply(join.edge(), true));

        assertThat(machine.active()).hasSize(5).contains("x");
        assertThat(machine.events()).contains(new PeerUp(peer("x").node()));
        assertThat(machine.view.remembered()).isZero();
    }

    @Test
    void lostPeerThatCannotBeReachedStaysRememberedAndInNoView() {
        forget("x");
        assertThat(machine.passive()).isEmpty();
        for (int i = 0; i < 3; i++) {
            machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Heal()));
            assertThat(machine.connects("x")).isTrue();
            machine.handle(new MembershipInput.ConnectFailed(peer("x").node(), false));
            assertThat(machine.passive()).isEmpty();
            assertThat(machine.view.remembered()).isOne();
        }
    }

    @Test
    void peerLostLongerThanADayAgoIsForgotten() {
        forget("x");
        machine.now += Remembered.RETENTION_MILLIS;
        machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Heal()));
        assertThat(machine.outputs).noneMatch(MembershipOutput.Connect.class::isInstance);
        assertThat(machine.view.remembered()).isZero();
    }

    @Test
    void peerThatSaidFarewellOrWasRejectedIsNotDialledAgain() {
        machine.withActive("a", "b", "c", "x");
        machine.handle(new MembershipInput.LinkLost(peer("a").node(), Loss.PEER_STOPPED));
        machine.handle(new MembershipInput.LinkLost(peer("b").node(), Loss.REJECTED));
        machine.receive("c", new Disconnect(102, Reason.LEAVING));
        assertThat(machine.view.remembered()).isZero();

        lose("x");
        machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Heal()));
        machine.handle(new MembershipInput.ConnectFailed(peer("x").node(), true));
        assertThat(machine.view.remembered()).isZero();
    }

    @Test
    void peerHeardOverTheOverlayIsNotLost() {
        machine.withActive("a", "x");
        lose("x");
        assertThat(machine.view.remembered()).isOne();
        machine.receive("a", new Shuffle(100, peer("a"), 1, 7, List.of(peer("a").node()), List.of(peer("x"))));
        assertThat(machine.view.remembered()).as("hearsay proves nothing").isOne();

        List<NodeId> path = List.of(peer("x").node(), peer("a").node());
        machine.receive("a", new Shuffle(100, peer("x"), 1, 8, path, List.of(peer("x"))));
        assertThat(machine.view.remembered()).isZero();
    }

    @Test
    void contactsThatWereNeverMetAreSoughtEveryTenthRound() {
        machine.withActive(FIVE);
        for (int round = 1; round <= 20; round++) {
            machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Heal()));
            assertThat(machine.outputs.contains(new MembershipOutput.SeekStranger()))
                    .as("round %d", round)
                    .isEqualTo(round % Renewal.ROUNDS_PER_STRANGER == 0);
        }
    }

    @Test
    void noMoreThanTheBoundAreRemembered() {
        for (int i = 0; i < Remembered.BOUND + 10; i++) {
            machine.withActive("p" + i);
            lose("p" + i);
        }
        assertThat(machine.view.remembered()).isEqualTo(Remembered.BOUND);
        assertThat(machine.view.knows(peer("p0").node())).as("the eldest").isFalse();
    }

    @Test
    void nobodyIsDialledAfterLeaving() {
        machine.withActive("a", "x");
        lose("x");
        machine.handle(new MembershipInput.Leave());
        assertThat(machine.view.remembered()).isZero();
        assertThat(machine.outputs)
                .contains(
                        new MembershipOutput.Cancel(new MembershipTimer.Heal()),
                        new MembershipOutput.Cancel(new MembershipTimer.Rotate()));
        machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Heal()));
        assertThat(machine.outputs).isEmpty();
    }

    private void lose(String name) {
        machine.handle(new MembershipInput.LinkLost(peer(name).node(), Loss.FAILED));
        assertThat(machine.events()).contains(new PeerDown(peer(name).node(), DownReason.NODEDOWN));
    }

    /** Loses a peer and fails to reach it until it is in no view. */
    private void forget(String name) {
        machine.withActive(name);
        lose(name);
        machine.withActive(FIVE);
        machine.handle(new MembershipInput.LinkLost(peer("e").node(), Loss.PEER_STOPPED));
        for (int failure = 2; failure <= 5; failure++) {
            machine.now += 400_000;
            machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Maintain()));
            machine.handle(new MembershipInput.ConnectFailed(peer(name).node(), false));
        }
        machine.withActive(FIVE);
    }
}
