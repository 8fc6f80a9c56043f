package io.barrel.p2p.membership;

import static io.barrel.p2p.membership.Machine.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.membership.HyParViewConfig.Optimize;
import io.barrel.p2p.membership.MembershipMessage.Disconnect;
import io.barrel.p2p.membership.MembershipMessage.Disconnect.Reason;
import io.barrel.p2p.membership.MembershipMessage.ForwardJoin;
import io.barrel.p2p.membership.MembershipMessage.Neighbor;
import io.barrel.p2p.membership.MembershipMessage.Neighbor.Priority;
import io.barrel.p2p.membership.MembershipMessage.NeighborReply;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The exchange of far peers for near ones; a to e are 10, 20, 30, 40 and 50 ms away. */
class NearerEdgesTests {

    private Machine machine = new Machine(HyParViewConfig.DEFAULT.withOptimize(Optimize.RTT));

    @BeforeEach
    void fillTheView() {
        machine.handle(new MembershipInput.Start());
        machine.withActive("a", "b", "c", "d", "e");
        int millis = 10;
        for (String name : new String[] {"a", "b", "c", "d", "e"}) {
            away(name, millis);
            millis += 10;
        }
    }

    private void away(String name, double millis) {
        machine.rtts.put(peer(name).node(), (long) (millis * TimeUnit.MILLISECONDS.toNanos(1)));
    }

    @Test
    void nearerPeerIsTakenInForTheFarthestButOneWhichIsNamedInTheAnswer() {
        away("x", 5);
        machine.receive("x", new Neighbor(9, Priority.NEARER));

        assertThat(machine.sent("x", NeighborReply.class)).containsExactly(new NeighborReply(9, true, peer("d")));
        assertThat(machine.sent("d", MembershipMessage.class)).containsExactly(new Disconnect(103, Reason.DROPPED));
        assertThat(machine.active()).containsExactly("a", "b", "c", "e", "x");
        assertThat(machine.events())
                .containsExactly(
                        new PeerDown(peer("d").node(), DownReason.DROPPED),
                        new PeerUp(peer("x").node()));
    }

    @Test
    void peerThatIsNotClearlyNearerIsRefused() {
        away("x", 33);
        machine.receive("x", new Neighbor(9, Priority.NEARER));
        assertThat(machine.sent("x", NeighborReply.class)).containsExactly(new NeighborReply(9, false));
        assertThat(machine.active()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void gainsBelowAMillisecondAreNotWorthAnExchange() {
        for (String name : new String[] {"a", "b", "c", "d", "e"}) {
            away(name, 1.1);
        }
        away("x", 0.2);
        machine.receive("x", new Neighbor(9, Priority.NEARER));
        assertThat(machine.sent("x", NeighborReply.class)).containsExactly(new NeighborReply(9, false));
    }

    @Test
    void peerWhoseDistanceIsNotKnownIsRefused() {
        machine.receive("x", new Neighbor(9, Priority.NEARER));
        assertThat(machine.sent("x", NeighborReply.class)).containsExactly(new NeighborReply(9, false));
    }

    @Test
    void nodeThatDoesNotOptimizeTreatsItAsLowPriority() {
        machine = Machine.started().withActive("a", "b", "c", "d", "e");
        away("a", 100);
        away("b", 100);
        away("x", 5);
        machine.receive("x", new Neighbor(9, Priority.NEARER));
        assertThat(machine.sent("x", NeighborReply.class)).containsExactly(new NeighborReply(9, false));
    }

    @Test
    void candidateIsMeasuredAndAskedOnlyIfItIsNearer() {
        machine.receive("x", new Neighbor(9, Priority.LOW));
        machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Approach()));
        assertThat(machine.connects("x")).isTrue();
        away("x", 60);
        machine.handle(new MembershipInput.LinkUp(peer("x")));
        assertThat(machine.outputs).noneMatch(MembershipOutput.Send.class::isInstance);
        assertThat(machine.view.pending()).isZero();
        assertThat(machine.passive()).contains("x");
    }

    @Test
    void whoGivesWayIsSentToWhomTheOtherSideGaveUp() {
        long edge = approach("x", 5);
        machine.receive("x", new NeighborReply(edge, true, peer("y")));

        assertThat(machine.sent("d", MembershipMessage.class))
                .containsExactly(new ForwardJoin(103, peer("y"), 0), new Disconnect(103, Reason.DROPPED));
        assertThat(machine.active()).containsExactly("a", "b", "c", "e", "x");
    }

    @Test
    void whoGivesWayIsNotSentToItselfNorToUs() {
        long edge = approach("x", 5);
        machine.receive("x", new NeighborReply(edge, true, peer("d")));
        assertThat(machine.sent("d", MembershipMessage.class)).containsExactly(new Disconnect(103, Reason.DROPPED));

        away("e", 500);
        edge = approach("z", 4);
        machine.receive("z", new NeighborReply(edge, true, Machine.SELF));
        assertThat(machine.sent("c", MembershipMessage.class)).containsExactly(new Disconnect(102, Reason.DROPPED));
    }

    @Test
    void acceptedEdgeThatIsNoLongerNearerIsGivenBack() {
        long edge = approach("x", 5);
        away("x", 45);
        machine.receive("x", new NeighborReply(edge, true, peer("y")));
        assertThat(machine.sent("x", MembershipMessage.class)).containsExactly(new Disconnect(edge, Reason.DROPPED));
        assertThat(machine.active()).containsExactly("a", "b", "c", "d", "e");
    }

    private long approach(String name, double millis) {
        machine.receive(name, new Neighbor(9, Priority.LOW));
        machine.now += 120_000;
        for (int tries = 0; tries < 100 && !machine.connects(name); tries++) {
            machine.handle(new MembershipInput.TimerFired(new MembershipTimer.Approach()));
            machine.outputs.stream()
                    .filter(MembershipOutput.Connect.class::isInstance)
                    .map(output -> ((MembershipOutput.Connect) output).peer())
                    .filter(other -> !other.equals(peer(name)))
                    .toList()
                    .forEach(other -> machine.handle(new MembershipInput.ConnectFailed(other.node(), false)));
        }
        away(name, millis);
        machine.handle(new MembershipInput.LinkUp(peer(name)));
        Neighbor proposal = machine.sent(name, Neighbor.class).get(0);
        assertThat(proposal.priority()).isEqualTo(Priority.NEARER);
        return proposal.edge();
    }
}
