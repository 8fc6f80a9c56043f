package io.barrel.p2p.membership;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.membership.ActiveView.Neighbor;
import io.barrel.p2p.membership.MembershipInput.Loss;
import io.barrel.p2p.membership.MembershipMessage.Disconnect;
import io.barrel.p2p.membership.MembershipMessage.Neighbor.Priority;
import io.barrel.p2p.membership.MembershipMessage.NeighborReply;
import io.barrel.p2p.membership.Neighborhood.Afterwards;
import io.barrel.p2p.membership.Proposals.Cause;
import io.barrel.p2p.membership.Proposals.Proposal;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import org.jspecify.annotations.Nullable;

/**
 * How two nodes agree on an edge and on its end (docs/protocol.md, section 5). The paper's active view is one-sided; here
 * a peer enters it only on sending or receiving an accepting reply that names the proposal's random edge, and whatever
 * speaks of another edge changes nothing. So an answer that comes too late, or a farewell to an edge long replaced, does
 * no harm, and an edge that only one side knows ends when it is used.
 */
final class EdgeProtocol {

    private final Surroundings around;
    private final Neighborhood neighborhood;
    private final ContactSearch contacts;
    private final ActiveView active;
    private final PassiveView passive;
    private final NearerEdges nearer;
    private final EdgeRequests requests;

    EdgeProtocol(
            Surroundings around,
            Neighborhood neighborhood,
            ContactSearch contacts,
            NearerEdges nearer,
            EdgeRequests requests) {
        this.around = around;
        this.neighborhood = neighborhood;
        this.contacts = contacts;
        this.active = neighborhood.active();
        this.passive = neighborhood.passive();
        this.nearer = nearer;
        this.requests = requests;
    }

    /** Takes a newcomer in; true if it is new in the active view, so that others should hear of it. */
    boolean onJoin(Peer from, long edge, long now) {
        neighborhood.returned(from.node());
        Proposal own = requests.to(from.node());
        if (stands(own, edge)) {
            return false;
        }
        return accept(from, edge, own, true, now);
    }

    void onNeighbor(Peer from, long edge, Priority priority, long now) {
        neighborhood.returned(from.node());
        Proposal own = requests.to(from.node());
        if (stands(own, edge)) {
            return;
        }
        boolean wanted = own != null && own.sent() && own.evicts();
        if (priority == Priority.HIGH || wanted || active.contains(from.node()) || requests.hasRoom(own)) {
            accept(from, edge, own, false, now);
            return;
        }
        Neighbor farther = priority == Priority.NEARER ? nearer.givesWayTo(from.node()) : null;
        if (farther != null) {
            acceptInsteadOf(farther, from, edge, own, now);
            return;
        }
        if (own != null && own.sent()) {
            requests.withdraw(own);
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
            requests.withdraw(own);
        }
        boolean entered = neighborhood.takeIn(from, edge, newcomer, now);
        around.send(from.node(), new NeighborReply(edge, true));
        return entered;
    }

    private void acceptInsteadOf(Neighbor farther, Peer from, long edge, @Nullable Proposal own, long now) {
        if (own != null) {
            requests.withdraw(own);
        }
        around.send(from.node(), new NeighborReply(edge, true, farther.peer()));
        neighborhood.exchange(farther, null, from, edge, now);
    }

    void onNeighborReply(Peer from, long edge, boolean accepted, @Nullable Peer displaced, long now) {
        Proposal own = requests.to(from.node());
        if (own == null || !own.sent() || own.edge() != edge) {
            if (accepted && !active.hasEdge(from.node(), edge)) {
                around.send(from.node(), new Disconnect(edge, Disconnect.Reason.UNKNOWN_EDGE));
            }
            return;
        }
        requests.withdraw(own);
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
            requests.joinInstead(by, now);
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
        Proposal own = requests.to(from.node());
        if ((own != null && own.sent() && own.edge() != edge) || active.contains(from.node())) {
            return;
        }
        if (own != null && leaving) {
            requests.giveUp(own, now);
        } else if (own != null && own.sent()) {
            requests.withdraw(own);
            refused(own, from, now);
        }
        if (leaving) {
            neighborhood.gone(from.node(), now);
        }
    }

    void onLinkLost(NodeId peer, Loss loss, long now) {
        Neighbor neighbor = active.get(peer);
        if (neighbor != null) {
            neighborhood.end(neighbor, downReason(loss), afterwards(loss), now);
        } else if (afterwards(loss) == Afterwards.GONE) {
            neighborhood.gone(peer, now);
        }
        Proposal own = requests.to(peer);
        if (own == null || !own.sent()) {
            return; // A proposal that has no link yet waits for the outcome of its own Connect.
        }
        requests.giveUp(own, now);
        if (loss == Loss.FAILED) {
            requests.failed(own, now);
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
}
