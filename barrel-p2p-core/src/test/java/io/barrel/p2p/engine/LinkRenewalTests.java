package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.FakeLink;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.transport.ManualLoop;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LinkRenewalTests {

    private static final NodeId SELF = NodeId.of("me@test");
    private static final NodeId A = NodeId.of("a@test");
    private static final NodeId B = NodeId.of("b@test");
    private static final NodeId C = NodeId.of("c@test");
    private static final DialFailure UNREACHABLE = new DialFailure(DialFailure.Kind.UNREACHABLE, null, "nobody there");

    private final ManualLoop loop = new ManualLoop();
    private final List<DialRequest> dials = new ArrayList<>();
    private final List<String> unlinked = new ArrayList<>();
    private final LinkTable links = new LinkTable(SELF, LinkConfig.DEFAULT, loop, new Owner());
    private final LinkRenewal renewal = new LinkRenewal(links, loop);

    private FakeLink link(NodeId peer, boolean outdated) {
        return up(FakeLink.to(peer), outdated);
    }

    private FakeLink up(FakeLink link, boolean outdated) {
        link.outdated = outdated;
        links.linkUp(link, null);
        return link;
    }

    private DialRequest last() {
        return dials.get(dials.size() - 1);
    }

    /** The dial under way gives a link. */
    private FakeLink succeed(boolean outdated) {
        DialRequest dial = last();
        FakeLink link = FakeLink.to(Objects.requireNonNull(dial.expected()));
        link.outdated = outdated;
        links.linkUp(link, dial);
        renewal.linkUp(link);
        renewal.ended(dial);
        return link;
    }

    private void fail() {
        DialRequest dial = last();
        links.dialFailed(dial, UNREACHABLE);
        renewal.ended(dial);
    }

    private List<NodeId> dialled() {
        return dials.stream()
                .map(dial -> Objects.requireNonNull(dial.expected()))
                .toList();
    }

    @Test
    void oneLinkAfterTheOtherTakesThePlaceOfTheOld() {
        Link old = link(A, true);
        link(B, true);

        renewal.begin();
        assertThat(dialled()).containsExactly(A);
        assertThat(last().replaces()).isEqualTo(old.id());
        Link fresh = succeed(false);
        assertThat(links.link(A)).containsSame(fresh);
        assertThat(dialled()).containsExactly(A, B);
        succeed(false);

        loop.advance(TimeUnit.HOURS.toMillis(1));
        assertThat(dialled()).containsExactly(A, B);
        assertThat(unlinked).isEmpty();
    }

    @Test
    void linkThatIsNewerThanTheCertificateStays() {
        link(A, false);
        link(B, true);

        renewal.begin();
        succeed(false);

        assertThat(dialled()).containsExactly(B);
    }

    @Test
    void linkOverOthersIsMadeAnewOverTheSame() {
        Route route = new Route(List.of(SELF, B, A));
        FakeLink old = up(FakeLink.over(route), true);

        renewal.begin();

        assertThat(last().route()).contains(route);
        assertThat(last().replaces()).isEqualTo(old.id());
    }

    @Test
    void failureHoldsUpNoOtherLinkAndIsTriedAgainEverMoreSeldom() {
        FakeLink kept = link(A, true);
        link(B, true);

        renewal.begin();
        fail();
        succeed(false);
        assertThat(dialled()).containsExactly(A, B);
        loop.advance(1_999);
        assertThat(dialled()).containsExactly(A, B);
        loop.advance(1);
        assertThat(dialled()).containsExactly(A, B, A);
        fail();
        loop.advance(3_999);
        assertThat(dialled()).hasSize(3);
        loop.advance(1);
        succeed(false);

        assertThat(dialled()).containsExactly(A, B, A, A);
        assertThat(kept.closed).isNull();
        assertThat(unlinked).isEmpty();
    }

    @Test
    void linkThatCannotBeMadeAnewStaysAndIsGivenUp() {
        FakeLink kept = link(A, true);

        renewal.begin();
        for (int round = 1; round < LinkRenewal.MAX_ROUNDS; round++) {
            fail();
            loop.advance(TimeUnit.MINUTES.toMillis(5));
        }
        fail();
        loop.advance(TimeUnit.DAYS.toMillis(1));

        assertThat(dials).hasSize(LinkRenewal.MAX_ROUNDS);
        assertThat(links.link(A)).containsSame(kept);
        renewal.begin();
        assertThat(dials).hasSize(LinkRenewal.MAX_ROUNDS + 1);
    }

    @Test
    void anotherCertificateMeanwhileCountsForTheLinkThatIsBeingMade() {
        link(A, true);

        renewal.begin();
        renewal.begin();
        assertThat(dialled()).containsExactly(A);
        succeed(true);
        assertThat(dialled()).containsExactly(A, A);
        succeed(false);

        loop.advance(TimeUnit.HOURS.toMillis(1));
        assertThat(dials).hasSize(2);
    }

    @Test
    void linkOfAConnectionThatBeganBeforeIsNoticedWhenItComesUp() {
        renewal.begin();
        FakeLink late = link(C, true);

        renewal.linkUp(late);
        loop.advance(1_000);

        assertThat(dialled()).containsExactly(C);
    }

    @Test
    void peerThatIsBeingDialledAlreadyIsLookedAtLater() {
        link(A, true);
        links.renew(A);
        assertThat(dialled()).containsExactly(A);

        renewal.begin();
        assertThat(dialled()).containsExactly(A);
        links.dialFailed(last(), UNREACHABLE);
        loop.advance(2_000);

        assertThat(dialled()).containsExactly(A, A);
    }

    @Test
    void linkThatIsGoneMeanwhileIsNotMissed() {
        link(A, true);
        FakeLink gone = link(B, true);

        renewal.begin();
        links.linkDown(gone, new LinkEnd(LinkEnd.By.US, CloseReason.IDLE));
        succeed(false);

        loop.advance(TimeUnit.HOURS.toMillis(1));
        assertThat(dialled()).containsExactly(A);
    }

    /** Remembers what it is told. */
    private final class Owner implements LinkTable.Owner {

        @Override
        public void dial(DialRequest request) {
            dials.add(request);
        }

        @Override
        public void linked(Peer peer) {}

        @Override
        public void relinked(Peer peer) {}

        @Override
        public void replaced(Peer peer) {}

        @Override
        public void unlinked(NodeId peer, LinkEnd end, boolean refused) {
            if (end.by() != LinkEnd.By.US) {
                unlinked.add(peer.value());
            }
        }

        @Override
        public void connectFailed(NodeId peer, DialFailure failure) {
            throw new AssertionError("nothing was to be connected");
        }
    }
}
