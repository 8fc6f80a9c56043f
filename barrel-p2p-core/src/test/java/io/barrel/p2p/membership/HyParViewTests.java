package io.barrel.p2p.membership;

import static io.barrel.p2p.membership.Machine.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.NodeJoined;
import io.barrel.p2p.event.NodeLeft;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.membership.MembershipInput.Loss;
import io.barrel.p2p.membership.MembershipMessage.Disconnect;
import io.barrel.p2p.membership.MembershipMessage.Disconnect.Reason;
import io.barrel.p2p.membership.MembershipMessage.ForwardJoin;
import io.barrel.p2p.membership.MembershipMessage.Join;
import io.barrel.p2p.membership.MembershipMessage.Neighbor;
import io.barrel.p2p.membership.MembershipMessage.Neighbor.Priority;
import io.barrel.p2p.membership.MembershipMessage.NeighborReply;
import io.barrel.p2p.membership.MembershipMessage.Shuffle;
import io.barrel.p2p.membership.MembershipMessage.ShuffleReply;
import java.util.List;
import org.junit.jupiter.api.Test;

class HyParViewTests {

    private final Machine machine = Machine.started();

    private static final String[] FIVE = {"a", "b", "c", "d", "e"};

    @Test
    void startSeeksAContactAndNoContactIsSoughtAgainAfterAPause() {
        assertThat(machine.outputs).contains(new MembershipOutput.SeekContact());
        machine.handle(new MembershipInput.NoContact());
        assertThat(machine.outputs).isEmpty();
        machine.now += 1_300;
        machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Maintain()));
        assertThat(machine.outputs).contains(new MembershipOutput.SeekContact());
    }

    @Test
    void contactEntersTheViewOnItsAcceptingReplyOnly() {
        machine.handle(new MembershipInput.ContactReached(peer("a")));
        long edge = machine.sent("a", Join.class).get(0).edge();
        assertThat(machine.active()).isEmpty();

        machine.receive("a", new NeighborReply(edge, true));
        assertThat(machine.active()).containsExactly("a");
        assertThat(machine.events())
                .containsExactly(
                        new PeerUp(peer("a").node()), new NodeJoined(peer("a").node()));
    }

    @Test
    void refusedJoinIsAFailureOfTheContact() {
        machine.handle(new MembershipInput.ContactReached(peer("a")));
        long edge = machine.sent("a", Join.class).get(0).edge();
        machine.receive("a", new NeighborReply(edge, false)).receive("a", new Disconnect(edge, Reason.LEAVING));
        machine.now += 3_000;
        machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Maintain()));
        assertThat(machine.outputs).contains(new MembershipOutput.SeekContact());
    }

    @Test
    void joinIsAcceptedAndWalksToTheOtherActivePeers() {
        machine.withActive("a", "b").receive("x", new Join(9));
        assertThat(machine.sent("x", NeighborReply.class)).containsExactly(new NeighborReply(9, true));
        assertThat(machine.sent("a", ForwardJoin.class)).containsExactly(new ForwardJoin(100, peer("x"), 6));
        assertThat(machine.sent("b", ForwardJoin.class)).containsExactly(new ForwardJoin(101, peer("x"), 6));
    }

    @Test
    void evictedPeerIsSentToTheNewcomerAndLearnsOfItThroughDisconnect() {
        machine.withActive(FIVE).receive("x", new Join(9));
        assertThat(machine.active()).hasSize(5).contains("x");
        String victim = machine.passive().get(0);
        long edge = 100L + List.of(FIVE).indexOf(victim);
        assertThat(machine.sent(victim, MembershipMessage.class))
                .containsExactly(new ForwardJoin(edge, peer("x"), 0), new Disconnect(edge, Reason.DROPPED));
        assertThat(machine.events()).contains(new PeerDown(peer(victim).node(), DownReason.DROPPED));
    }

    @Test
    void lowPriorityIsRefusedWithoutRoomAndHighPriorityNever() {
        machine.withActive(FIVE).receive("x", new Neighbor(9, Priority.LOW));
        assertThat(machine.sent("x", NeighborReply.class)).containsExactly(new NeighborReply(9, false));
        assertThat(machine.passive()).containsExactly("x");
        machine.receive("x", new Neighbor(10, Priority.HIGH));
        assertThat(machine.active()).hasSize(5).contains("x");
    }

    @Test
    void crossingProposalsResolveToTheSmallerEdge() {
        long own = proposeTo("x");
        machine.receive("x", new Neighbor(own + 1, Priority.LOW));
        assertThat(machine.sent("x", MembershipMessage.class)).isEmpty();
        assertThat(machine.active()).doesNotContain("x");

        machine.receive("x", new Neighbor(own - 1, Priority.LOW));
        assertThat(machine.sent("x", NeighborReply.class)).containsExactly(new NeighborReply(own - 1, true));
        assertThat(machine.view.edge(peer("x").node())).hasValue(own - 1);
        assertThat(machine.view.pending()).isZero();
    }

    @Test
    void fault1PendingNeighborSurvivesConnectionEventsOfEveryKind() {
        for (Loss loss : Loss.values()) {
            Machine fresh = Machine.started().withActive("a");
            proposeTo(fresh, "x");
            fresh.handle(new MembershipInput.LinkUp(peer("x")));
            fresh.handle(new MembershipInput.LinkLost(peer("x").node(), loss));
            assertThat(fresh.active()).containsExactly("a");
            assertThat(fresh.view.pending()).isZero();
            fresh.handle(new MembershipInput.LinkLost(peer("x").node(), loss));
            fresh.handle(new MembershipInput.ConnectFailed(peer("x").node(), false));
            assertThat(fresh.active()).containsExactly("a");
        }
    }

    @Test
    void fault3TwoNodesThatJoinEachOtherAtTheSameMomentAgreeOnOneEdge() {
        machine.handle(new MembershipInput.ContactReached(peer("a")));
        long own = machine.sent("a", Join.class).get(0).edge();
        machine.receive("a", new Join(own + 1));
        assertThat(machine.active()).isEmpty();
        machine.receive("a", new NeighborReply(own, true));
        assertThat(machine.view.edge(peer("a").node())).hasValue(own);
    }

    @Test
    void fault5EightExplicitJoinsStayWithinTheBound() {
        for (int i = 0; i < 8; i++) {
            String contact = "c" + i;
            machine.handle(new MembershipInput.ContactReached(peer(contact)));
            machine.receive(
                    contact,
                    new NeighborReply(machine.sent(contact, Join.class).get(0).edge(), true));
        }
        assertThat(machine.active()).hasSize(5).contains("c7");
        assertThat(machine.passive()).hasSize(3);
    }

    @Test
    void lateReplyReaddsNobodyAndEndsTheOtherSidesEdge() {
        long edge = proposeTo("x");
        machine.now += 30_000;
        machine.handle(new MembershipInput.TimerFired(
                new MembershipTimer.Pending(peer("x").node(), edge)));
        assertThat(machine.sent("x", Disconnect.class)).containsExactly(new Disconnect(edge, Reason.DROPPED));
        assertThat(machine.view.pendingTimeouts()).isOne();

        machine.receive("x", new NeighborReply(edge, true));
        assertThat(machine.sent("x", Disconnect.class)).containsExactly(new Disconnect(edge, Reason.UNKNOWN_EDGE));
        assertThat(machine.active()).doesNotContain("x");
    }

    @Test
    void disconnectOfAnotherEdgeIsIgnored() {
        machine.withActive("a").receive("a", new Disconnect(5, Reason.DROPPED));
        assertThat(machine.active()).containsExactly("a");
        machine.receive("a", new Disconnect(100, Reason.DROPPED));
        assertThat(machine.active()).isEmpty();
        assertThat(machine.events()).containsExactly(new PeerDown(peer("a").node(), DownReason.DROPPED));
    }

    @Test
    void unknownEdgeIsAnsweredOncePerPeriodAndOnlyForWalks() {
        machine.receive("x", new ForwardJoin(5, peer("y"), 3));
        assertThat(machine.sent("x", Disconnect.class)).containsExactly(new Disconnect(5, Reason.UNKNOWN_EDGE));
        machine.receive("x", new ForwardJoin(5, peer("y"), 3));
        assertThat(machine.outputs).isEmpty();
        machine.receive("x", new Disconnect(6, Reason.DROPPED)).receive("x", new NeighborReply(7, false));
        assertThat(machine.outputs).isEmpty();
        assertThat(machine.passive()).doesNotContain("y");
    }

    @Test
    void leaverIsGracefulAndHearsayDoesNotBringItBack() {
        machine.withActive("a", "b").receive("a", new Disconnect(100, Reason.LEAVING));
        assertThat(machine.events()).containsExactly(new PeerDown(peer("a").node(), DownReason.GRACEFUL));
        shuffleFrom("b", 101, "a", "z");
        assertThat(machine.passive()).containsExactly("z");
        machine.receive("a", new Neighbor(3, Priority.LOW));
        assertThat(machine.active()).contains("a");
    }

    @Test
    void leavingTellsEveryoneAndRefusesUntilStartedAgain() {
        machine.withActive("a").handle(new MembershipInput.Leave());
        assertThat(machine.sent("a", Disconnect.class)).containsExactly(new Disconnect(100, Reason.LEAVING));
        assertThat(machine.events())
                .containsExactly(new PeerDown(peer("a").node(), DownReason.SHUTDOWN), new NodeLeft());
        machine.receive("x", new Join(9));
        assertThat(machine.sent("x", NeighborReply.class)).containsExactly(new NeighborReply(9, false));
        assertThat(machine.view.left()).isTrue();

        machine.handle(new MembershipInput.Start()).receive("x", new Join(10));
        assertThat(machine.active()).containsExactly("x");
    }

    @Test
    void failedPeerWaitsWithDoublingBackoffAndIsForgottenAfterFiveFailures() {
        machine.withActive("a", "b")
                .handle(new MembershipInput.LinkLost(peer("a").node(), Loss.FAILED));
        assertThat(machine.events()).containsExactly(new PeerDown(peer("a").node(), DownReason.NODEDOWN));
        assertThat(machine.connects("a")).isFalse();
        for (int failures = 1; failures < 5; failures++) {
            long backoff = 1_000L << (failures - 1);
            machine.now += backoff - 1;
            machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Maintain()));
            assertThat(machine.connects("a")).isFalse();
            machine.now += 1;
            machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Maintain()));
            assertThat(machine.connects("a")).isTrue();
            machine.handle(new MembershipInput.ConnectFailed(peer("a").node(), false));
        }
        assertThat(machine.passive()).isEmpty();
    }

    @Test
    void rejectedAndStoppedPeersLeaveBothViews() {
        machine.withActive("a", "b");
        machine.handle(new MembershipInput.LinkLost(peer("a").node(), Loss.REJECTED));
        assertThat(machine.events()).containsExactly(new PeerDown(peer("a").node(), DownReason.REJECTED));
        machine.handle(new MembershipInput.LinkLost(peer("b").node(), Loss.PEER_STOPPED));
        assertThat(machine.events()).containsExactly(new PeerDown(peer("b").node(), DownReason.GRACEFUL));
        assertThat(machine.passive()).isEmpty();
        assertThat(machine.view.isolatedSince()).isPresent();
    }

    @Test
    void walkEndsAtZeroHopsAndIsRememberedAtPrwl() {
        machine.withActive("a", "b", "c").receive("a", new ForwardJoin(100, peer("x"), 0));
        assertThat(machine.connects("x")).isTrue();
        machine.receive("a", new ForwardJoin(100, peer("y"), 3));
        assertThat(machine.passive()).contains("y");
        assertThat(machine.sent("a", ForwardJoin.class)).isEmpty();
        machine.receive("a", new ForwardJoin(100, Machine.SELF, 0));
        assertThat(machine.view.views().passive())
                .noneMatch(entry -> entry.peer().equals(Machine.SELF));
    }

    @Test
    void shuffleIsAnsweredAlongItsPathByTheLastHop() {
        machine.withActive("a");
        Shuffle shuffle = new Shuffle(
                100, peer("o"), 1, 77, List.of(peer("o").node(), peer("a").node()), List.of(peer("o"), peer("p")));
        machine.receive("a", shuffle);
        ShuffleReply reply = machine.sent("a", ShuffleReply.class).get(0);
        assertThat(reply.path()).containsExactly(peer("o").node());
        assertThat(machine.passive()).contains("o", "p");
    }

    @Test
    void replyToOwnShuffleIsTakenOnceAndAForgedOneIsIgnored() {
        machine.withActive("a").handle(new MembershipInput.TimerFired(new MembershipTimer.Shuffle()));
        long id = machine.sent("a", Shuffle.class).get(0).shuffleId();
        machine.receive("a", new ShuffleReply(id + 1, List.of(), List.of(peer("forged"))));
        machine.receive("a", new ShuffleReply(id, List.of(), List.of(peer("p"))));
        machine.receive("a", new ShuffleReply(id, List.of(), List.of(peer("q"))));
        assertThat(machine.passive()).containsExactly("p");
        assertThat(machine.view.ignored()).isEqualTo(2);
    }

    private long proposeTo(String name) {
        return proposeTo(machine.withActive("a"), name);
    }

    private static long proposeTo(Machine machine, String name) {
        machine.receive("a", new ForwardJoin(100, peer(name), 0));
        machine.handle(new MembershipInput.LinkUp(peer(name)));
        return machine.sent(name, Neighbor.class).get(0).edge();
    }

    private void shuffleFrom(String from, long edge, String... names) {
        machine.receive(
                from,
                new Shuffle(
                        edge,
                        peer(from),
                        0,
                        1,
                        List.of(peer(from).node()),
                        List.of(names).stream().map(Machine::peer).toList()));
    }
}
