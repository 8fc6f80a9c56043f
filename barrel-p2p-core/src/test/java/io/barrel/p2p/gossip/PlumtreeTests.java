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
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The tree: who gets a broadcast in full, who is told of it, and how edges change. */
class PlumtreeTests {

    @Test
    void newNeighboursAreEager() {
        GossipMachine machine = GossipMachine.with("a", "b");
        assertThat(machine.eager()).containsExactly("a", "b");
        assertThat(machine.lazy()).isEmpty();
    }

    @Test
    void ownBroadcastIsDeliveredHereAndPushedToTheEagerOnes() {
        GossipMachine machine = GossipMachine.with("a", "b", "c").receive("c", new Prune());
        machine.publish("hello");
        assertThat(machine.delivered()).containsExactly("hello");
        assertThat(machine.receivers(Push.class)).containsExactly("a", "b");
        Push pushed = machine.sent("a", Push.class).get(0);
        assertThat(pushed.round()).isZero();
        assertThat(pushed.origin()).isEqualTo(GossipMachine.SELF);
        assertThat(pushed.topic()).isEqualTo("topic");
        assertThat(machine.advance(50).announced("c")).containsExactly(new GossipMessage.Announcement(pushed.id(), 0));
    }

    @Test
    void publisherThatWasPrunedByAllPushesToAllRatherThanWaitToBeAsked() {
        GossipMachine machine =
                GossipMachine.with("a", "b").receive("a", new Prune()).receive("b", new Prune());
        machine.publish("hello");
        assertThat(machine.receivers(Push.class)).containsExactly("a", "b");
        assertThat(machine.eager()).containsExactly("a", "b");
        assertThat(machine.advance(50).sent()).isEmpty();
    }

    @Test
    void whatIsSaidBeforeLeavingIsPushedToAll() {
        GossipMachine machine =
                GossipMachine.with("a", "b", "c").receive("a", new Prune()).receive("c", new Prune());
        machine.handle(new GossipInput.LastWords());
        machine.publish("farewell");
        assertThat(machine.receivers(Push.class)).containsExactly("a", "b", "c");
        assertThat(machine.advance(50).sent()).isEmpty();
    }

    @Test
    void equalPayloadsAreTwoBroadcasts() {
        GossipMachine machine = GossipMachine.with("a");
        MessageId first = machine.publish("same").sent("a", Push.class).get(0).id();
        MessageId second = machine.publish("same").sent("a", Push.class).get(0).id();
        assertThat(second).isNotEqualTo(first);
        assertThat(machine.delivered()).containsExactly("same");
    }

    @Test
    void firstCopyIsDeliveredForwardedToTheEagerAndAnnouncedToTheLazy() {
        GossipMachine machine = GossipMachine.with("a", "b", "c").receive("c", new Prune());
        machine.receive("a", push(1, 3));
        assertThat(machine.delivered()).containsExactly("payload 1");
        assertThat(machine.receivers(Push.class)).containsExactly("b");
        assertThat(machine.sent("b", Push.class)).extracting(Push::round).containsExactly(4);
        assertThat(machine.receivers(IHave.class)).isEmpty();
        machine.advance(50);
        assertThat(machine.receivers(IHave.class)).containsExactly("c");
        assertThat(machine.announced("c")).containsExactly(announcement(1, 4));
    }

    @Test
    void firstCopyOverALazyEdgeMakesItEager() {
        GossipMachine machine = GossipMachine.with("a").receive("a", new Prune());
        assertThat(machine.lazy()).containsExactly("a");
        machine.receive("a", push(1, 0));
        assertThat(machine.eager()).containsExactly("a");
    }

    @Test
    void duplicateIsNotDeliveredAndPrunesItsSender() {
        GossipMachine machine = GossipMachine.with("a", "b").receive("a", push(1, 0));
        machine.receive("b", push(1, 2));
        assertThat(machine.delivered()).isEmpty();
        assertThat(machine.sent()).containsExactly(new GossipOutput.Send(GossipMachine.node("b"), new Prune()));
        assertThat(machine.eager()).containsExactly("a");
        assertThat(machine.lazy()).containsExactly("b");
        assertThat(machine.plumtree.duplicates()).isEqualTo(1);
    }

    @Test
    void pruneMakesTheEdgeLazy() {
        GossipMachine machine = GossipMachine.with("a", "b").receive("a", new Prune());
        assertThat(machine.lazy()).containsExactly("a");
        assertThat(machine.sent()).isEmpty();
    }

    @Test
    void muchShorterLazyPathTakesThePlaceOfTheEagerOne() {
        GossipMachine machine = GossipMachine.with("far", "near").receive("near", new Prune());
        machine.receive("near", ihave(announcement(1, 1)));
        machine.receive("far", push(1, 5));
        assertThat(machine.eager()).containsExactly("near");
        assertThat(machine.lazy()).containsExactly("far");
        assertThat(machine.sent("near", Graft.class)).containsExactly(new Graft(List.of()));
        assertThat(machine.sent("far", Prune.class)).hasSize(1);
    }

    @Test
    void shorterPathIsNotSentWhatItAnnounced() {
        // Else it would find a duplicate and prune the edge that was just made eager.
        GossipMachine machine = GossipMachine.with("far", "near").receive("near", new Prune());
        machine.receive("near", ihave(announcement(1, 1)));
        machine.receive("far", push(1, 5));
        assertThat(machine.receivers(Push.class)).isEmpty();
        assertThat(machine.advance(50).receivers(IHave.class)).isEmpty();
    }

    @Test
    void slightlyShorterLazyPathChangesNothing() {
        GossipMachine machine = GossipMachine.with("far", "near").receive("near", new Prune());
        machine.receive("near", ihave(announcement(1, 1)));
        machine.receive("far", push(1, 4));
        assertThat(machine.eager()).containsExactly("far");
        assertThat(machine.sent()).isEmpty();
    }

    @Test
    void shorterPathIsTakenWhenItsAnnouncementComesAfterTheBroadcastToo() {
        GossipMachine machine = GossipMachine.with("far", "near").receive("near", new Prune());
        machine.receive("far", push(1, 5));
        assertThat(machine.receive("near", ihave(announcement(1, 2))).sent()).isEmpty();
        machine.receive("near", ihave(announcement(1, 1)));
        assertThat(machine.eager()).containsExactly("near");
        assertThat(machine.lazy()).containsExactly("far");
        assertThat(machine.sent())
                .containsExactly(
                        new GossipOutput.Send(GossipMachine.node("near"), new Graft(List.of())),
                        new GossipOutput.Send(GossipMachine.node("far"), new Prune()));
        assertThat(machine.receive("near", ihave(announcement(1, 0))).sent()).isEmpty();
    }

    @Test
    void lateAnnouncementChangesNothingWhereTheParentIsLazyAlready() {
        GossipMachine machine = GossipMachine.with("far", "near").receive("near", new Prune());
        machine.receive("far", push(1, 5)).receive("far", new Prune());
        assertThat(machine.receive("near", ihave(announcement(1, 0))).sent()).isEmpty();
        assertThat(machine.lazy()).containsExactly("far", "near");
    }

    @Test
    void announcerIsNotAnnouncedTo() {
        GossipMachine machine =
                GossipMachine.with("a", "b", "c").receive("b", new Prune()).receive("c", new Prune());
        machine.receive("b", ihave(announcement(1, 0)));
        machine.receive("a", push(1, 0));
        machine.advance(50);
        assertThat(machine.receivers(IHave.class)).containsExactly("c");
    }

    @Test
    void eagerAnnouncerIsNotSentWhatItHas() {
        GossipMachine machine = GossipMachine.with("a", "b").receive("b", ihave(announcement(1, 0)));
        machine.receive("a", push(1, 0));
        assertThat(machine.receivers(Push.class)).isEmpty();
    }

    @Test
    void peerThatAnnouncesWhatWaitsToBeAnnouncedToItIsNotToldOfIt() {
        GossipMachine machine =
                GossipMachine.with("a", "b").receive("b", new Prune()).receive("a", push(1, 0));
        machine.receive("b", ihave(announcement(1, 0)));
        assertThat(machine.advance(50).sent()).isEmpty();
    }

    @Test
    void congestedPeerGetsAnAnnouncementInstead() {
        GossipMachine machine = GossipMachine.with("a", "slow");
        machine.congested.add(GossipMachine.node("slow"));
        machine.receive("a", push(1, 0));
        assertThat(machine.receivers(Push.class)).isEmpty();
        assertThat(machine.advance(50).announced("slow")).containsExactly(announcement(1, 1));
        assertThat(machine.eager()).containsExactly("a", "slow");
    }

    @Test
    void graftOfACongestedPeerIsAnsweredWithAnAnnouncement() {
        GossipMachine machine = GossipMachine.with("a", "slow").receive("a", push(1, 0));
        machine.congested.add(GossipMachine.node("slow"));
        machine.receive("slow", new Graft(List.of(id(1))));
        assertThat(machine.sent()).isEmpty();
        assertThat(machine.advance(50).announced("slow")).containsExactly(announcement(1, 1));
    }

    @Test
    void roundGrowsNoFurtherThanACodecTakes() {
        GossipMachine machine = GossipMachine.with("a", "b").receive("a", push(1, GossipCodec.MAX_ROUND));
        assertThat(machine.sent("b", Push.class)).extracting(Push::round).containsExactly(GossipCodec.MAX_ROUND);
    }

    @Test
    void broadcastOfAStrangerIsDeliveredAndForwardedAndTheTreeStays() {
        GossipMachine machine = GossipMachine.with("a", "b").receive("b", new Prune());
        machine.receive("stranger", push(1, 0));
        assertThat(machine.delivered()).containsExactly("payload 1");
        assertThat(machine.receivers(Push.class)).containsExactly("a");
        assertThat(machine.advance(50).receivers(IHave.class)).containsExactly("b");
        assertThat(machine.receive("stranger", push(1, 0)).outputs).isEmpty();
        assertThat(machine.receive("stranger", new Prune()).outputs).isEmpty();
        assertThat(machine.eager()).containsExactly("a");
        assertThat(machine.lazy()).containsExactly("b");
    }

    @Test
    void longPathOfAStrangerOptimisesNothing() {
        GossipMachine machine = GossipMachine.with("near").receive("near", new Prune());
        machine.receive("near", ihave(announcement(1, 0)));
        machine.receive("stranger", push(1, 900));
        assertThat(machine.lazy()).containsExactly("near");
        assertThat(machine.sent()).isEmpty();
    }

    @Test
    void strangerIsGraftedAndAnsweredAndDoesNotBecomeANeighbour() {
        GossipMachine machine = GossipMachine.with("a").receive("stranger", ihave(announcement(1, 0)));
        assertThat(machine.advance(500).receivers(Graft.class)).containsExactly("stranger");
        machine.receive("a", push(2, 0)).receive("stranger", new Graft(List.of(id(2))));
        assertThat(machine.receivers(Push.class)).containsExactly("stranger");
        assertThat(machine.eager()).containsExactly("a");
        assertThat(machine.lazy()).isEmpty();
    }

    @Test
    void newNeighbourIsToldOfTheLastTenSeconds() {
        GossipMachine machine = GossipMachine.with("a").receive("a", push(1, 0));
        machine.now += 1;
        machine.receive("a", push(2, 0));
        machine.now += Plumtree.REPEATED_MILLIS;
        machine.up("b");
        assertThat(machine.announced("b")).isEmpty();
        assertThat(machine.advance(50).announced("b")).containsExactly(announcement(2, 1));
        assertThat(machine.receivers(Push.class)).isEmpty();
    }

    @Test
    void neighbourWhoseLinkWasReplacedIsToldOfTheLastTenSeconds() {
        GossipMachine machine = GossipMachine.with("a", "b").receive("a", push(1, 0));
        machine.now += 1;
        machine.receive("a", push(2, 0));
        machine.now += Plumtree.REPEATED_MILLIS;
        machine.handle(new GossipInput.LinkReplaced(GossipMachine.node("b")));
        assertThat(machine.advance(50).announced("b")).containsExactly(announcement(2, 1));
    }

    @Test
    void repeatedAnnouncementsAreTheNewestThatOneMessageTakes() {
        GossipMachine machine = GossipMachine.with("a");
        LongStream.rangeClosed(1, 300).forEach(i -> machine.receive("a", push(i, 0)));
        machine.up("b");
        assertThat(machine.sent("b", IHave.class)).hasSize(1);
        assertThat(machine.announced("b"))
                .hasSize(GossipMessage.MAX_IDS)
                .startsWith(announcement(45, 1))
                .endsWith(announcement(300, 1));
        assertThat(machine.advance(50).sent()).isEmpty();
    }

    @Test
    void neighbourThatIsUpAlreadyChangesNothing() {
        GossipMachine machine =
                GossipMachine.with("a", "b").receive("a", push(1, 0)).receive("b", new Prune());
        assertThat(machine.up("b").outputs).isEmpty();
        assertThat(machine.lazy()).containsExactly("b");
    }

    @Test
    void replacedLinkOfAStrangerChangesNothing() {
        GossipMachine machine = GossipMachine.with("a").receive("a", push(1, 0));
        machine.handle(new GossipInput.LinkReplaced(GossipMachine.node("stranger")));
        assertThat(machine.outputs).isEmpty();
    }

    /** Regression: a node that had left stayed in the peer sets, and broadcasts were sent to it for good. */
    @Test
    void leaverLeftInPlumtreePeerSets() {
        GossipMachine machine = GossipMachine.with("a", "eager", "lazy").receive("lazy", new Prune());
        machine.receive("lazy", ihave(announcement(7, 0))).receive("a", push(1, 0));
        machine.down("eager").down("lazy");
        assertThat(machine.eager()).containsExactly("a");
        assertThat(machine.lazy()).isEmpty();
        assertThat(machine.plumtree.status().missing()).isZero();
        machine.advance(1_000);
        assertThat(machine.sent()).isEmpty();
        machine.receive("a", push(2, 0));
        assertThat(machine.sent()).isEmpty();
        assertThat(machine.advance(1_000).sent()).isEmpty();
        machine.receive("eager", new Graft(List.of())).receive("lazy", new Graft(List.of()));
        assertThat(machine.eager()).containsExactly("a");
    }
}
