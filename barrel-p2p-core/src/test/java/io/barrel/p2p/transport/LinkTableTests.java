package io.barrel.p2p.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkTableTests {

    private static final NodeId SMALL = NodeId.of("a@test");
    private static final NodeId LARGE = NodeId.of("z@test");
    private static final LinkEnd LOST = new LinkEnd(LinkEnd.By.LOST, CloseReason.NONE);
    private static final DialFailure UNREACHABLE =
            new DialFailure(DialFailure.Kind.UNREACHABLE, null, "nothing answered");
    private static final DialFailure REFUSED =
            new DialFailure(DialFailure.Kind.AUTHENTICATION, AuthFailure.KEY_MISMATCH, "key_mismatch");

    private final ManualLoop loop = new ManualLoop();
    private final Story story = new Story();

    @Test
    void firstLinkIsTold() {
        LinkTable table = tableOf(SMALL);

        table.linkUp(inbound(1, LARGE), null);

        assertThat(story.lines).containsExactly("linked z@test");
        assertThat(table.accepts(table.link(LARGE).orElseThrow())).isTrue();
    }

    @Test
    void connectDialsOnceForAllWhoWait() {
        LinkTable table = tableOf(SMALL);

        table.connect(peer(LARGE));
        table.connect(peer(LARGE));

        assertThat(story.dials).hasSize(1);
        assertThat(story.dials.get(0).racing()).isFalse();
    }

    @Test
    void connectToALinkedPeerIsAnsweredAtOnce() {
        LinkTable table = tableOf(SMALL);
        table.linkUp(inbound(1, LARGE), null);

        table.connect(peer(LARGE));

        assertThat(story.lines).containsExactly("linked z@test", "linked z@test");
        assertThat(story.dials).isEmpty();
    }

    @Test
    void crossingDialsKeepTheDialOfTheSmallerName() {
        for (boolean smallFirst : new boolean[] {true, false}) {
            for (NodeId self : List.of(SMALL, LARGE)) {
                NodeId other = self.equals(SMALL) ? LARGE : SMALL;
                LinkTable table = tableOf(self);
                FakeLink dialledBySmall = new FakeLink(1, other, self.equals(SMALL), 1, 0);
                FakeLink dialledByLarge = new FakeLink(2, other, self.equals(LARGE), 1, 0);

                table.linkUp(smallFirst ? dialledBySmall : dialledByLarge, null);
                table.linkUp(smallFirst ? dialledByLarge : dialledBySmall, null);

                assertThat(table.link(other)).containsSame(dialledBySmall);
                assertThat(story.lines.get(0)).isEqualTo("linked " + other);
                assertThat(story.lines.subList(1, story.lines.size()))
                        .isEqualTo(smallFirst ? List.of() : List.of("replaced " + other));
                story.lines.clear();
            }
        }
    }

    @Test
    void onlyTheDiallerClosesALoserAtOnce() {
        LinkTable small = tableOf(SMALL);
        FakeLink winner = dialled(1, LARGE);
        FakeLink loser = inbound(2, LARGE);
        small.linkUp(winner, null);
        small.linkUp(loser, null);
        loop.advance(LinkTable.SUPERSEDED_GRACE - 1);
        assertThat(loser.closed).isNull();
        assertThat(small.accepts(loser)).isTrue();
        loop.advance(1);
        assertThat(loser.closed).isEqualTo(CloseReason.SUPERSEDED);

        LinkTable large = tableOf(LARGE);
        FakeLink own = dialled(3, SMALL);
        large.linkUp(inbound(4, SMALL), null);
        large.linkUp(own, null);
        loop.advance(0);
        assertThat(own.closed).isEqualTo(CloseReason.SUPERSEDED);
    }

    @Test
    void endOfALoserIsNoLossOfThePeer() {
        LinkTable table = tableOf(SMALL);
        FakeLink winner = dialled(1, LARGE);
        FakeLink loser = inbound(2, LARGE);
        table.linkUp(winner, null);
        table.linkUp(loser, null);

        table.linkDown(loser, new LinkEnd(LinkEnd.By.PEER, CloseReason.SUPERSEDED));

        assertThat(story.lines).containsExactly("linked z@test");
        assertThat(table.accepts(loser)).isFalse();
        loop.advance(LinkTable.SUPERSEDED_GRACE);
        assertThat(loser.closed).isNull();
    }

    @Test
    void dialThatNamesTheLinkItReplacesWins() {
        LinkTable table = tableOf(SMALL);
        FakeLink old = dialled(1, LARGE);
        FakeLink replacement = new FakeLink(2, LARGE, false, 1, 1);
        table.linkUp(old, null);

        table.linkUp(replacement, null);

        assertThat(table.link(LARGE)).containsSame(replacement);
    }

    @Test
    void newerIncarnationEndsTheOldLinkFirst() {
        LinkTable table = tableOf(SMALL);
        FakeLink old = dialled(1, LARGE);
        table.linkUp(old, null);

        FakeLink reborn = new FakeLink(2, LARGE, false, 2, 0);
        table.linkUp(reborn, null);

        assertThat(story.lines)
                .containsExactly("linked z@test", "unlinked z@test LOST STALE_INCARNATION", "linked z@test");
        assertThat(old.closed).isEqualTo(CloseReason.STALE_INCARNATION);
        assertThat(table.accepts(old)).isFalse();
        assertThat(table.isStale(LARGE, 1)).isTrue();
    }

    @Test
    void olderIncarnationIsRefused() {
        LinkTable table = tableOf(SMALL);
        FakeLink current = new FakeLink(1, LARGE, false, 2, 0);
        FakeLink ghost = new FakeLink(2, LARGE, false, 1, 0);
        table.linkUp(current, null);

        table.linkUp(ghost, null);

        assertThat(ghost.closed).isEqualTo(CloseReason.STALE_INCARNATION);
        assertThat(table.link(LARGE)).containsSame(current);
    }

    @Test
    void watchedLinkThatIsLostIsRedialledBeforeAnybodyHears() {
        LinkTable table = tableOf(SMALL);
        FakeLink link = dialled(1, LARGE);
        table.linkUp(link, null);
        table.watch(LARGE, true);
        assertThat(link.watched).isTrue();

        table.linkDown(link, LOST);
        table.send(LARGE, frame(7));
        DialRequest redial = story.dials.get(0);
        FakeLink next = new FakeLink(2, LARGE, true, 1, 0);
        table.linkUp(next, redial);

        assertThat(redial.racing()).isTrue();
        assertThat(redial.replaces()).isEqualTo(1);
        assertThat(redial.boundMillis()).isEqualTo(1_000);
        assertThat(story.lines).containsExactly("linked z@test", "relinked z@test");
        assertThat(next.sent).extracting(Frame::protocol).containsExactly(7);
        assertThat(next.watched).isTrue();
    }

    @Test
    void redialIsBoundedHoweverLongARoundTripSeemedToTake() {
        LinkTable table = tableOf(SMALL);
        for (long[] rttAndBound : new long[][] {{0, 500}, {50, 500}, {200, 1_000}, {1_600, 3_000}}) {
            FakeLink link = dialled(rttAndBound[0] + 1, LARGE);
            link.rttMillis = rttAndBound[0];
            table.linkUp(link, null);
            table.watch(LARGE, true);
            table.linkDown(link, LOST);
            DialRequest redial = story.dials.get(story.dials.size() - 1);
            assertThat(redial.boundMillis()).isEqualTo(rttAndBound[1]);
            table.dialFailed(redial, new DialFailure(DialFailure.Kind.UNREACHABLE, null, "nothing answered"));
        }
    }

    @Test
    void failedRedialIsALossAndARefusedOneSaysSo() {
        for (DialFailure failure : List.of(UNREACHABLE, REFUSED)) {
            LinkTable table = tableOf(SMALL);
            FakeLink link = dialled(1, LARGE);
            table.linkUp(link, null);
            table.watch(LARGE, true);
            table.linkDown(link, LOST);

            table.dialFailed(story.dials.remove(0), failure);

            assertThat(story.lines.get(1))
                    .isEqualTo("unlinked z@test LOST NONE" + (failure.equals(REFUSED) ? " refused" : ""));
            story.lines.clear();
        }
    }

    @Test
    void unwatchedLinkThatFellSilentIsOnlyIdle() {
        LinkTable table = tableOf(SMALL);
        FakeLink link = dialled(1, LARGE);
        table.linkUp(link, null);

        table.linkDown(link, LOST);

        assertThat(story.dials).isEmpty();
        assertThat(story.lines).containsExactly("linked z@test", "unlinked z@test LOST IDLE");
    }

    @Test
    void peerThatStoppedIsNotRedialled() {
        LinkTable table = tableOf(SMALL);
        FakeLink link = dialled(1, LARGE);
        table.linkUp(link, null);
        table.watch(LARGE, true);

        table.linkDown(link, new LinkEnd(LinkEnd.By.PEER, CloseReason.SHUTDOWN));

        assertThat(story.dials).isEmpty();
        assertThat(story.lines).containsExactly("linked z@test", "unlinked z@test PEER SHUTDOWN");
    }

    @Test
    void inboundLinkDuringARedialEndsTheWait() {
        LinkTable table = tableOf(SMALL);
        FakeLink link = dialled(1, LARGE);
        table.linkUp(link, null);
        table.watch(LARGE, true);
        table.linkDown(link, LOST);

        FakeLink theirs = new FakeLink(2, LARGE, false, 1, 1);
        table.linkUp(theirs, null);
        table.dialFailed(story.dials.get(0), UNREACHABLE);

        assertThat(table.link(LARGE)).containsSame(theirs);
        assertThat(story.lines).containsExactly("linked z@test", "relinked z@test");
    }

    @Test
    void failedDialWhileThePeerDialledUsIsNoFailure() {
        LinkTable table = tableOf(SMALL);
        table.connect(peer(LARGE));
        table.linkUp(inbound(1, LARGE), null);

        table.dialFailed(story.dials.get(0), UNREACHABLE);

        assertThat(story.lines).containsExactly("linked z@test");
    }

    @Test
    void failedDialIsTold() {
        LinkTable table = tableOf(SMALL);
        table.connect(peer(LARGE));

        table.dialFailed(story.dials.get(0), UNREACHABLE);

        assertThat(story.lines).containsExactly("connectFailed z@test");
        table.connect(peer(LARGE));
        assertThat(story.dials).hasSize(2);
    }

    @Test
    void framesWaitingForARedialAreBounded() {
        LinkTable table = tableOf(SMALL);
        FakeLink link = dialled(1, LARGE);
        table.linkUp(link, null);
        table.watch(LARGE, true);
        table.linkDown(link, LOST);

        for (int i = 0; i < LinkTable.MAX_WAITING + 10; i++) {
            table.send(LARGE, frame(7));
        }
        table.send(NodeId.of("nobody@test"), frame(7));

        assertThat(table.framesDropped()).isEqualTo(11);
    }

    @Test
    void linkOverOthersIsDialledUnlessThereIsALinkOrADial() {
        LinkTable table = tableOf(SMALL);
        Route route = new Route(List.of(SMALL, NodeId.of("m@test"), LARGE));

        table.connect(peer(LARGE), route);
        table.connect(peer(LARGE), route);

        assertThat(story.dials).hasSize(1);
        assertThat(story.dials.get(0).route()).contains(route);
        table.dialFailed(story.dials.get(0), UNREACHABLE);
        assertThat(story.lines).containsExactly("connectFailed z@test");
    }

    @Test
    void dialOverOthersDoesNotWaitForOneThatIsUnderWay() {
        LinkTable table = tableOf(SMALL);
        Route route = new Route(List.of(SMALL, NodeId.of("m@test"), LARGE));

        table.connect(peer(LARGE));
        table.connect(peer(LARGE), route);
        assertThat(story.dials).hasSize(2);
        table.dialFailed(story.dials.get(0), UNREACHABLE);
        assertThat(story.lines).isEmpty();
        table.linkUp(dialled(3, LARGE), story.dials.get(1));

        assertThat(story.lines).containsExactly("linked z@test");
    }

    @Test
    void redialOfALostLinkIsNotOverruledByADialOverOthers() {
        LinkTable table = tableOf(SMALL);
        FakeLink link = dialled(1, LARGE);
        table.linkUp(link, null);
        table.watch(LARGE, true);
        table.linkDown(link, LOST);

        table.connect(peer(LARGE), new Route(List.of(SMALL, NodeId.of("m@test"), LARGE)));

        assertThat(story.dials).hasSize(1);
        assertThat(story.dials.get(0).route()).isEmpty();
    }

    @Test
    void directLinkTakesThePlaceOfTheOneThatIsRenewed() {
        LinkTable table = tableOf(LARGE);
        FakeLink relayed = inbound(7, SMALL);
        table.linkUp(relayed, null);

        table.renew(SMALL);
        DialRequest dial = story.dials.get(0);
        assertThat(dial.replaces()).isEqualTo(7);
        table.linkUp(dialled(8, SMALL), dial);

        assertThat(story.lines).containsExactly("linked a@test", "replaced a@test");
        assertThat(table.link(SMALL)).map(Link::id).contains(8L);
    }

    @Test
    void renewalThatFailsChangesNothing() {
        LinkTable table = tableOf(SMALL);
        table.linkUp(inbound(7, LARGE), null);

        table.renew(LARGE);
        table.dialFailed(story.dials.get(0), UNREACHABLE);

        assertThat(story.lines).containsExactly("linked z@test");
        assertThat(table.link(LARGE)).isPresent();
    }

    private LinkTable tableOf(NodeId self) {
        return new LinkTable(self, LinkConfig.DEFAULT, loop, story);
    }

    private static FakeLink dialled(long id, NodeId peer) {
        return new FakeLink(id, peer, true, 1, 0);
    }

    private static FakeLink inbound(long id, NodeId peer) {
        return new FakeLink(id, peer, false, 1, 0);
    }

    @Test
    void whatWaitsForARedialIsBoundedByBytesToo() {
        LinkTable table = tableOf(SMALL);
        FakeLink link = dialled(1, LARGE);
        table.linkUp(link, null);
        table.watch(LARGE, true);
        table.linkDown(link, LOST);

        Frame mebibyte = new Frame(3, ByteBuffer.allocate(1 << 20));
        for (int i = 0; i < 6; i++) {
            table.send(LARGE, mebibyte);
        }
        FakeLink next = new FakeLink(2, LARGE, true, 1, 0);
        table.linkUp(next, story.dials.get(0));

        assertThat(next.sent).hasSize(4);
        assertThat(table.framesDropped()).isEqualTo(2);
    }

    @Test
    void anExpelledPeerIsHeardNoMoreAndNotRedialled() {
        LinkTable table = tableOf(LARGE);
        FakeLink old = inbound(1, SMALL);
        FakeLink current = new FakeLink(2, SMALL, false, 1, 1);
        table.linkUp(old, null);
        table.watch(SMALL, true);
        table.linkUp(current, null);
        assertThat(table.accepts(old)).isTrue();

        table.expel(SMALL);
        table.linkDown(current, new LinkEnd(LinkEnd.By.US, CloseReason.REJECTED));
        table.linkDown(old, LOST);

        assertThat(old.closed).isEqualTo(CloseReason.REJECTED);
        assertThat(current.closed).isEqualTo(CloseReason.REJECTED);
        assertThat(table.accepts(old)).isFalse();
        assertThat(table.accepts(current)).isFalse();
        assertThat(table.links()).isEmpty();
        assertThat(story.dials).isEmpty();
        assertThat(story.lines).containsExactly("linked a@test", "replaced a@test", "unlinked a@test US REJECTED");
    }

    @Test
    void anExpelledPeerThatIsRedialledIsTakenForUnlinkedAndItsDialFails() {
        LinkTable table = tableOf(SMALL);
        FakeLink link = dialled(1, LARGE);
        table.linkUp(link, null);
        table.watch(LARGE, true);
        table.linkDown(link, LOST);
        table.send(LARGE, frame(3));

        table.expel(LARGE);
        table.dialFailed(story.dials.get(0), REFUSED);

        assertThat(table.framesDropped()).isEqualTo(1);
        assertThat(story.lines).containsExactly("linked z@test", "unlinked z@test US REJECTED", "connectFailed z@test");
    }

    @Test
    void expellingWhoIsNotLinkedTellsNothing() {
        tableOf(SMALL).expel(LARGE);

        assertThat(story.lines).isEmpty();
    }

    private static Peer peer(NodeId node) {
        return new Peer(node, new PeerAddress("127.0.0.1", 9_000));
    }

    private static Frame frame(int protocol) {
        return new Frame(protocol, ByteBuffer.allocate(1));
    }

    /** What the table told its node, in order. */
    private static final class Story implements LinkTable.Owner {

        private final List<String> lines = new ArrayList<>();
        private final List<DialRequest> dials = new ArrayList<>();

        @Override
        public void dial(DialRequest request) {
            dials.add(request);
        }

        @Override
        public void linked(Peer peer) {
            lines.add("linked " + peer.node());
        }

        @Override
        public void relinked(Peer peer) {
            lines.add("relinked " + peer.node());
        }

        @Override
        public void replaced(Peer peer) {
            lines.add("replaced " + peer.node());
        }

        @Override
        public void unlinked(NodeId peer, LinkEnd end, boolean refused) {
            lines.add("unlinked " + peer + " " + end.by() + " " + end.reason() + (refused ? " refused" : ""));
        }

        @Override
        public void connectFailed(NodeId peer, DialFailure failure) {
            lines.add("connectFailed " + peer);
        }
    }
}
