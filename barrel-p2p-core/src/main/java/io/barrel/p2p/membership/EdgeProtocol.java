package io.barrel.p2p.membership;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.membership.ActiveView.Neighbor;
import io.barrel.p2p.membership.MembershipInput.Loss;
import io.barrel.p2p.membership.MembershipMessage.Disconnect;
import io.barrel.p2p.membership.MembershipMessage.Join;
import io.barrel.p2p.membership.MembershipMessage.Neighbor.Priority;
import io.barrel.p2p.membership.MembershipMessage.NeighborReply;
import io.barrel.p2p.membership.Neighborhood.Afterwards;
import io.barrel.p2p.membership.Proposals.Cause;
import io.barrel.p2p.membership.Proposals.Proposal;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How two nodes agree on an edge and on its end (docs/protocol.md, section 5). The paper's active view is one-sided; here
 * a peer enters it only on sending or receiving an accepting reply that names the proposal's random edge, and whatever
 * speaks of another edge changes nothing. So an answer that comes too late, or a farewell to an edge long replaced, does
 * no harm, and an edge that only one side knows ends when it is used.
 */
final class EdgeProtocol {

    /**
     * How long an active view is short before one peer is asked with high priority. Measured: a few nodes that have only
     * each other, and know none but full peers, are refused for ever otherwise (simulator, RandomScenarioTests).
     */
    private static final long INSIST_MILLIS = 60_000;

    private final Surroundings around;
    private final Neighborhood neighborhood;
    private final ContactSearch contacts;
    private final ActiveView active;
    private final PassiveView passive;
    private final NearerEdges nearer;
    private final Proposals proposals;
    private long timeouts;
    private OptionalLong insistAt = OptionalLong.empty();

    EdgeProtocol(Surroundings around, Neighborhood neighborhood, ContactSearch contacts) {
        this.around = around;
        this.neighborhood = neighborhood;
        this.contacts = contacts;
        this.active = neighborhood.active();
        this.passive = neighborhood.passive();
        this.nearer = new NearerEdges(around, active);
        this.proposals = new Proposals(around.config());
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
        return passive.candidate(now, proposals::contains, active.isEmpty());
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

    private void withdraw(Proposal proposal) {
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
    private boolean hasRoom(@Nullable Proposal own) {
        int promised = proposals.awaiting() - (own != null && own.sent() ? 1 : 0);
        return active.size() + promised < around.config().activeSize();
    }

    /** Takes a newcomer in; true if it is new in the active view, so that others should hear of it. */
    boolean onJoin(Peer from, long edge, long now) {
        neighborhood.returned(from.node());
        Proposal own = proposals.get(from.node());
        if (stands(own, edge)) {
            return false;
        }
        return accept(from, edge, own, true, now);
    }

    void onNeighbor(Peer from, long edge, Priority priority, long now) {
        neighborhood.returned(from.node());
        Proposal own = proposals.get(from.node());
        if (stands(own, edge)) {
            return;
        }
        boolean wanted = own != null && own.sent() && own.evicts();
        if (priority == Priority.HIGH || wanted || active.contains(from.node()) || hasRoom(own)) {
            accept(from, edge, own, false, now);
            return;
        }
        Neighbor farther = priority == Priority.NEARER ? nearer.givesWayTo(from.node()) : null;
        if (farther != null) {
            acceptInsteadOf(farther, from, edge, own, now);
            return;
        }
        if (own != null && own.sent()) {
            withdraw(own);
        }
        neighborhood.remember(from, now);
        around.send(from.node(), new NeighborReply(edge, false));
    }

    /** Two proposals cross: the smaller edge is answered by the other side, the greater one by nobody. */
    private static boolean stands(@Nullable Proposal own, long edge) {
        return own != null && own.sent() && Long.compareUnsigned(own.edge(), edge) < 0;
    }

    private boolean accept(Peer from, long edge, @Nullable Proposal own, boolean newcomer, long now) {
        if (own != null) {
            withdraw(own);
        }
        boolean entered = neighborhood.takeIn(from, edge, newcomer, now);
        around.send(from.node(), new NeighborReply(edge, true));
        return entered;
    }

    private void acceptInsteadOf(Neighbor farther, Peer from, long edge, @Nullable Proposal own, long now) {
        if (own != null) {
            withdraw(own);
        }
        around.send(from.node(), new NeighborReply(edge, true, farther.peer()));
        neighborhood.exchange(farther, null, from, edge, now);
    }

    void onNeighborReply(Peer from, long edge, boolean accepted, @Nullable Peer displaced, long now) {
        Proposal own = proposals.get(from.node());
        if (own == null || !own.sent() || own.edge() != edge) {
            if (accepted && !active.hasEdge(from.node(), edge)) {
                around.send(from.node(), new Disconnect(edge, Disconnect.Reason.UNKNOWN_EDGE));
            }
            return;
        }
        withdraw(own);
        if (!accepted) {
            refused(own, from, now);
            return;
        }
        Neighbor farther = own.cause() == Cause.APPROACH ? nearer.givesWayTo(from.node()) : null;
        if (farther != null && active.isFull()) {
            neighborhood.exchange(farther, displaced, from, edge, now);
        } else if (active.isFull() && !own.evicts()) {
            neighborhood.remember(from, now);
            around.send(from.node(), new Disconnect(edge, Disconnect.Reason.DROPPED));
        } else {
            neighborhood.takeIn(from, edge, false, now);
        }
    }

    private void refused(Proposal own, Peer by, long now) {
        neighborhood.remember(by, now);
        if (own.joinOnRefusal()) {
            ask(open(by, Cause.JOIN), now);
            return;
        }
        passive.refused(by.node(), now);
        if (own.cause() == Cause.JOIN) {
            contacts.failed(now);
        }
    }

    void onDisconnect(Peer from, long edge, Disconnect.Reason reason, long now) {
        boolean leaving = reason == Disconnect.Reason.LEAVING;
        Neighbor neighbor = neighborhood.neighborOver(from.node(), edge);
        if (neighbor != null) {
            neighborhood.end(
                    neighbor,
                    leaving ? DownReason.GRACEFUL : DownReason.DROPPED,
                    leaving ? Afterwards.GONE : Afterwards.KEPT,
                    now);
            return;
        }
        Proposal own = proposals.get(from.node());
        if ((own != null && own.sent() && own.edge() != edge) || active.contains(from.node())) {
            return;
        }
        if (own != null && leaving) {
            giveUp(own, now);
        } else if (own != null && own.sent()) {
            withdraw(own);
            refused(own, from, now);
        }
        if (leaving) {
            neighborhood.gone(from.node(), now);
        }
    }

    private void giveUp(Proposal own, long now) {
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
    private void failed(Proposal own, long now) {
        if (own.cause() != Cause.HEALING) {
            neighborhood.failed(own.peer(), now, false);
        }
    }

    void onLinkLost(NodeId peer, Loss loss, long now) {
        Neighbor neighbor = active.get(peer);
        if (neighbor != null) {
            neighborhood.end(neighbor, downReason(loss), afterwards(loss), now);
        } else if (afterwards(loss) == Afterwards.GONE) {
            neighborhood.gone(peer, now);
        }
        Proposal own = proposals.get(peer);
        if (own == null || !own.sent()) {
            return; // A proposal that has no link yet waits for the outcome of its own Connect.
        }
        giveUp(own, now);
        if (loss == Loss.FAILED) {
            failed(own, now);
        }
    }

    private static DownReason downReason(Loss loss) {
        return switch (loss) {
            case FAILED -> DownReason.NODEDOWN;
            case PEER_STOPPED -> DownReason.GRACEFUL;
            case REJECTED -> DownReason.REJECTED;
            case IDLE -> DownReason.DROPPED;
        };
    }

    private static Afterwards afterwards(Loss loss) {
        return switch (loss) {
            case FAILED -> Afterwards.FAILED;
            case PEER_STOPPED, REJECTED -> Afterwards.GONE;
            case IDLE -> Afterwards.KEPT;
        };
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
