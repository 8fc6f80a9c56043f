package io.barrel.p2p.gossip;

import static io.barrel.p2p.gossip.GossipMachine.announcement;
import static io.barrel.p2p.gossip.GossipMachine.id;
import static io.barrel.p2p.gossip.GossipMachine.ihave;
import static io.barrel.p2p.gossip.GossipMachine.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.gossip.GossipMessage.Graft;
import io.barrel.p2p.gossip.GossipMessage.IHave;
import io.barrel.p2p.gossip.GossipMessage.Prune;
import io.barrel.p2p.gossip.GossipMessage.Push;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Announcements, and what is asked for because of them: how a broadcast comes that did not come by the tree. */
class PlumtreeRepairTests {

    @Test
    void announcementsOfAMomentGoInOneMessage() {
        GossipMachine machine = GossipMachine.with("a", "lazy").receive("lazy", new Prune());
        machine.receive("a", push(1, 0)).receive("a", push(2, 1));
        assertThat(machine.advance(49).sent()).isEmpty();
        assertThat(machine.advance(1).sent("lazy", IHave.class))
                .containsExactly(ihave(announcement(1, 1), announcement(2, 2)));
    }

    @Test
    void announcementsLeaveAtOnceWhenAMessageIsFull() {
        GossipMachine machine = GossipMachine.with("a", "lazy").receive("lazy", new Prune());
        for (int i = 1; i < GossipMessage.MAX_IDS; i++) {
            machine.receive("a", push(i, 0));
            assertThat(machine.sent()).isEmpty();
        }
        machine.receive("a", push(GossipMessage.MAX_IDS, 0));
        assertThat(machine.announced("lazy")).hasSize(GossipMessage.MAX_IDS);
        machine.receive("a", push(1_000, 0));
        assertThat(machine.advance(50).announced("lazy")).containsExactly(announcement(1_000, 1));
    }

    @Test
    void missingBroadcastIsGraftedFromOneAnnouncerAfterTheOtherAndThenGivenUp() {
        GossipMachine machine =
                GossipMachine.with("a", "b").receive("a", new Prune()).receive("b", new Prune());
        machine.receive("a", ihave(announcement(1, 0)));
        machine.receive("b", ihave(announcement(1, 0)));
        assertThat(machine.plumtree.status().missing()).isEqualTo(1);
        assertThat(machine.advance(499).sent()).isEmpty();
        assertThat(machine.advance(1).sent())
                .containsExactly(new GossipOutput.Send(GossipMachine.node("a"), new Graft(List.of(id(1)))));
        assertThat(machine.eager()).containsExactly("a");
        assertThat(machine.advance(249).sent()).isEmpty();
        assertThat(machine.advance(1).sent())
                .containsExactly(new GossipOutput.Send(GossipMachine.node("b"), new Graft(List.of(id(1)))));
        assertThat(machine.advance(250).sent()).isEmpty();
        assertThat(machine.plumtree.status().missing()).isZero();
        assertThat(machine.timers).isEmpty();
    }

    @Test
    void announcementAfterGivingUpStartsAnew() {
        GossipMachine machine = GossipMachine.with("a").receive("a", ihave(announcement(1, 0)));
        machine.advance(750);
        machine.receive("a", ihave(announcement(1, 0)));
        assertThat(machine.advance(500).receivers(Graft.class)).containsExactly("a");
    }

    @Test
    void announcerThatAnnouncesAgainAfterItsGraftIsAskedAgainAfterTheOthers() {
        // Its link was replaced and the answer was on it, or it was too busy to answer.
        GossipMachine machine = GossipMachine.with("a", "b")
                .receive("a", ihave(announcement(1, 0)))
                .receive("b", ihave(announcement(1, 0)));
        machine.advance(500);
        machine.receive("a", ihave(announcement(1, 0)));
        assertThat(machine.advance(250).receivers(Graft.class)).containsExactly("b");
        assertThat(machine.advance(250).receivers(Graft.class)).containsExactly("a");
        assertThat(machine.advance(10_000).receivers(Graft.class)).isEmpty();
        assertThat(machine.plumtree.status().missing()).isZero();
    }

    @Test
    void arrivalEndsTheWait() {
        GossipMachine machine = GossipMachine.with("a", "b").receive("b", ihave(announcement(1, 0)));
        machine.receive("a", push(1, 0));
        assertThat(machine.outputs).contains(new GossipOutput.Cancel(new GossipTimer.Missing(id(1))));
        assertThat(machine.plumtree.status().missing()).isZero();
        assertThat(machine.advance(1_000).receivers(Graft.class)).isEmpty();
    }

    @Test
    void announcementOfABroadcastThatIsHereIsIgnored() {
        GossipMachine machine = GossipMachine.with("a", "b").receive("a", push(1, 0));
        machine.receive("b", ihave(announcement(1, 0)));
        assertThat(machine.outputs).isEmpty();
        assertThat(machine.plumtree.status().missing()).isZero();
    }

    @Test
    void graftMakesTheEdgeEagerAndIsAnsweredFromTheCache() {
        GossipMachine machine =
                GossipMachine.with("a", "b").receive("a", push(1, 0)).receive("b", new Prune());
        machine.receive("b", new Graft(List.of(id(9), id(1))));
        assertThat(machine.eager()).containsExactly("a", "b");
        assertThat(machine.sent()).extracting(GossipOutput.Send::to).containsExactly(GossipMachine.node("b"));
        Push answer = machine.sent("b", Push.class).get(0);
        assertThat(answer.id()).isEqualTo(id(1));
        assertThat(answer.round()).isEqualTo(1);
    }

    @Test
    void graftWithoutIdsOnlyMakesTheEdgeEager() {
        GossipMachine machine = GossipMachine.with("a").receive("a", new Prune());
        machine.receive("a", new Graft(List.of()));
        assertThat(machine.outputs).isEmpty();
        assertThat(machine.eager()).containsExactly("a");
    }

    @Test
    void announcerThatLeftIsPassedOver() {
        GossipMachine machine = GossipMachine.with("a", "b")
                .receive("a", ihave(announcement(1, 0)))
                .receive("b", ihave(announcement(1, 0)))
                .down("a");
        assertThat(machine.advance(500).receivers(Graft.class)).containsExactly("b");
    }
}
