package io.barrel.p2p.membership;

import io.barrel.p2p.membership.MembershipMessage.Disconnect;
import io.barrel.p2p.membership.MembershipMessage.Join;
import io.barrel.p2p.membership.MembershipMessage.Neighbor.Priority;
import io.barrel.p2p.membership.Proposals.Cause;
import io.barrel.p2p.membership.Proposals.Proposal;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The edges this node asks for: whom, why and with what priority, from the dial to the moment the peer was asked or cannot
 * be. What peers answer, and what they ask of us, is {@link EdgeProtocol}'s.
 */
final class EdgeRequests {

    /**
     * How long an active view is short before one peer is asked with high priority. Measured: a few nodes that have only
     * each other, and know none but full peers, are refused for ever otherwise (simulator, RandomScenarioTests).
     */
    private static final long INSIST_MILLIS = 60_000;

    private final Surroundings around;
    private final Neighborhood neighborhood;
    private final ContactSearch contacts;
    private final ActiveView active;
    private final NearerEdges nearer;
    private final Proposals proposals;
    private long timeouts;
    private OptionalLong insistAt = OptionalLong.empty();

    EdgeRequests(Surroundings around, Neighborhood neighborhood, ContactSearch contacts, NearerEdges nearer) {
        this.around = around;
        this.neighborhood = neighborhood;
        this.contacts = contacts;
        this.active = neighborhood.active();
        this.nearer = nearer;
        this.proposals = new Proposals(around.config());
    }

    /** Our proposal to a peer that has no answer yet. */
    @Nullable
    Proposal to(NodeId peer) {
        return proposals.get(peer);
    }

    /** A new set of the peers with an open proposal. */
    Set<NodeId> proposedTo() {
        return proposals.peers();
    }

    int pending() {
        return proposals.size();
    }

    /** Proposals given up because nobody answered. */
    long timeouts() {
        return timeouts;
    }

    /** Joins through a contact to which a link is up. */
    void joinThrough(Peer contact, long now) {
        Proposal own = proposals.get(contact.node());
        if (active.contains(contact.node()) || (own != null && own.cause() == Cause.JOIN)) {
            return;
        }
        if (own != null && own.sent()) {
            own.joinWhenRefused();
            return;
        }
        if (own != null) {
            withdraw(own);
        }
        if (proposals.isFull()) {
            contacts.failed(now);
            return;
        }
        ask(open(contact, Cause.JOIN), now);
    }

    /** The walk of a newcomer ends here: take it in, however full we are. Remembers it only, if too many walks end here. */
    void takeInFromWalk(Peer joiner, long now) {
        if (active.contains(joiner.node()) || proposals.contains(joiner.node())) {
            return;
        }
        if (proposals.walksFull()) {
            neighborhood.remember(joiner, now);
            return;
        }
        connect(open(joiner, Cause.WALK));
    }

    /** Asks a peer that nobody told us to ask, once a link to it is up; not if it is active or asked already. */
    void approach(Peer peer, Cause cause) {
        if (!active.contains(peer.node()) && !proposals.contains(peer.node()) && !proposals.isFull()) {
            connect(open(peer, cause));
        }
    }

    /** A passive peer that may be asked now; null if there is none. */
    @Nullable
    Peer candidate(long now) {
        return neighborhood.passive().candidate(now, proposals::contains, active.isEmpty());
    }

    /** Promotes passive peers while places of the active view are neither taken nor promised. */
    void fill(long now) {
        if (active.isFull()) {
            insistAt = OptionalLong.empty();
        } else if (insistAt.isEmpty()) {
            insistAt = OptionalLong.of(now + around.jittered(INSIST_MILLIS));
        }
        while (active.size() + proposals.promising() < around.config().activeSize() && !proposals.isFull()) {
            Peer candidate = candidate(now);
            if (candidate == null) {
                return;
            }
            connect(open(candidate, Cause.PROMOTION));
        }
    }

    private Proposal open(Peer peer, Cause cause) {
        Proposal proposal = new Proposal(peer, around.newNumber(), cause);
        proposals.add(proposal);
        around.schedule(proposal.timer(), around.config().pendingTimeout().toMillis());
        return proposal;
    }

    private void connect(Proposal proposal) {
        around.outputs().accept(new MembershipOutput.Connect(proposal.peer()));
    }

    /** The proposal is answered, or needs no answer any more. */
    void withdraw(Proposal proposal) {
        proposals.remove(proposal);
        around.cancel(proposal.timer());
    }

    private void ask(Proposal proposal, long now) {
        switch (proposal.cause()) {
            case JOIN, HEALING -> {
                proposal.markSent(true);
                around.send(proposal.node(), new Join(proposal.edge()));
            }
            case WALK, ROTATION -> propose(proposal, Priority.HIGH);
            case PROMOTION -> {
                if (hasRoom(proposal)) {
                    propose(proposal, insists(now) ? Priority.HIGH : Priority.LOW);
                } else {
                    withdraw(proposal);
                }
            }
            case APPROACH -> {
                if (nearer.givesWayTo(proposal.node()) != null) {
                    propose(proposal, Priority.NEARER);
                } else {
                    withdraw(proposal);
                }
            }
        }
    }

    private void propose(Proposal proposal, Priority priority) {
        proposal.markSent(priority == Priority.HIGH);
        around.send(proposal.node(), new MembershipMessage.Neighbor(proposal.edge(), priority));
    }

    /** Whether a promotion is asked for with high priority: there is no active peer, or too few since long; one at a time. */
    private boolean insists(long now) {
        if (proposals.anyHigh()) {
            return false;
        }
        boolean longShort = insistAt.isPresent() && insistAt.getAsLong() <= now;
        if (longShort) {
            insistAt = OptionalLong.of(now + around.jittered(INSIST_MILLIS));
        }
        return longShort || active.isEmpty();
    }

    /** Whether a place is left, counting as taken what peers were asked for, except for our own proposal to this one. */
    boolean hasRoom(@Nullable Proposal own) {
        int promised = proposals.awaiting() - (own != null && own.sent() ? 1 : 0);
        return active.size() + promised < around.config().activeSize();
    }

    /** The peer refused what it was asked, and is our contact as well. */
    void joinInstead(Peer refuser, long now) {
        ask(open(refuser, Cause.JOIN), now);
    }

    /** Nothing comes of the proposal. */
    void giveUp(Proposal own, long now) {
        withdraw(own);
        if (own.cause() == Cause.JOIN) {
            contacts.failed(now);
        }
    }

    void onLinkUp(Peer peer, long now) {
        neighborhood.linked(peer, now);
        Proposal own = proposals.get(peer.node());
        if (own != null && !own.sent()) {
            ask(own, now);
        }
    }

    void onConnectFailed(NodeId peer, boolean rejected, long now) {
        Proposal own = proposals.get(peer);
        if (own == null || own.sent()) {
            return;
        }
        withdraw(own);
        if (rejected) {
            neighborhood.gone(peer, now);
        } else {
            failed(own, now);
        }
    }

    /** Who was known to be lost is no less known, and no more passive, for being lost still. */
    void failed(Proposal own, long now) {
        if (own.cause() != Cause.HEALING) {
            neighborhood.failed(own.peer(), now, false);
        }
    }

    void onPendingTimeout(MembershipTimer.Pending timer, long now) {
        Proposal own = proposals.get(timer.peer());
        if (own == null || own.edge() != timer.edge()) {
            return;
        }
        timeouts++;
        giveUp(own, now);
        if (own.sent()) {
            // Should the peer have accepted and its answer been lost, this ends its side.
            around.send(own.node(), new Disconnect(own.edge(), Disconnect.Reason.DROPPED));
        }
        failed(own, now);
    }

    /** Gives up all proposals; peers that were asked are told that this node leaves. */
    void leave() {
        for (Proposal own : proposals.all()) {
            withdraw(own);
            if (own.sent()) {
                around.send(own.node(), new Disconnect(own.edge(), Disconnect.Reason.LEAVING));
            }
        }
    }
}
