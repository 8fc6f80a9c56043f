package io.barrel.p2p.membership;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.NodeJoined;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.membership.ActiveView.Neighbor;
import io.barrel.p2p.membership.MembershipMessage.Disconnect;
import io.barrel.p2p.membership.MembershipMessage.ForwardJoin;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Both views and every way from one to the other. Here alone peers enter and leave them, so here it is kept that no peer
 * is in both, none of them is this node, and what changes is told to the application.
 */
final class Neighborhood {

    /** How long hearsay of a peer that failed too often is not believed. */
    static final long FAILED_MEMORY_MILLIS = 60_000;

    private final Surroundings around;
    private final ContactSearch contacts;
    private final ActiveView active;
    private final PassiveView passive;
    private final Departed departed = new Departed();
    private final Remembered remembered = new Remembered();
    private OptionalLong isolatedSince = OptionalLong.empty();

    Neighborhood(Surroundings around, ContactSearch contacts) {
        this.around = around;
        this.contacts = contacts;
        this.active = new ActiveView(around.config().activeSize());
        this.passive = new PassiveView(around.config(), around.random());
    }

    /** What becomes of a peer that leaves the active view. */
    enum Afterwards {
        /** It is well: passive. */
        KEPT,
        /** It failed: passive, and waits. */
        FAILED,
        /** It is not to come back by hearsay. */
        GONE
    }

    ActiveView active() {
        return active;
    }

    PassiveView passive() {
        return passive;
    }

    Remembered remembered() {
        return remembered;
    }

    OptionalLong isolatedSince() {
        return isolatedSince;
    }

    /** The node takes part from now on, with nobody yet. */
    void begin(long now) {
        if (active.isEmpty() && isolatedSince.isEmpty()) {
            isolatedSince = OptionalLong.of(now);
        }
    }

    /**
     * A peer enters the active view, at the cost of another if it is full; or both agreed on a new edge and it stays.
     *
     * @param newcomer whether it joins the overlay through this node; an evicted peer is then sent its way
     * @return whether it was not there before
     */
    boolean takeIn(Peer peer, long edge, boolean newcomer, long now) {
        Neighbor known = active.get(peer.node());
        if (known != null) {
            known.renew(peer, edge);
            return false;
        }
        boolean first = active.isEmpty();
        Neighbor victim = active.isFull() ? active.random(around.random(), node -> false) : null;
        if (victim != null) {
            // The victim takes a newcomer in: without this, evictions in a storm of joins cut off islands.
            evict(victim, newcomer ? peer : null, now);
        }
        enter(peer, edge, now);
        if (first) {
            contacts.joined(now);
            around.emit(new NodeJoined(peer.node()));
        }
        return true;
    }

    /**
     * A peer enters the active view in place of one that gives way to it.
     *
     * @param farther who gives way
     * @param successor whom it is to take in instead; null if it is to find one by itself
     */
    void exchange(Neighbor farther, @Nullable Peer successor, Peer peer, long edge, long now) {
        boolean useful =
                successor != null && !successor.node().equals(farther.node()) && !around.isSelf(successor.node());
        evict(farther, useful ? successor : null, now);
        enter(peer, edge, now);
    }

    private void enter(Peer peer, long edge, long now) {
        passive.remove(peer.node());
        departed.forget(peer.node());
        remembered.forget(peer.node());
        active.add(peer, edge, now);
        isolatedSince = OptionalLong.empty();
        around.emit(new PeerUp(peer.node()));
    }

    private void evict(Neighbor victim, @Nullable Peer successor, long now) {
        if (successor != null) {
            around.send(victim.node(), new ForwardJoin(victim.edge(), successor, 0));
        }
        around.send(victim.node(), new Disconnect(victim.edge(), Disconnect.Reason.DROPPED));
        end(victim, DownReason.DROPPED, Afterwards.KEPT, now);
    }

    /** A peer leaves the active view. */
    void end(Neighbor neighbor, DownReason reason, Afterwards afterwards, long now) {
        active.remove(neighbor);
        if (around.isBarred(neighbor.node())) {
            gone(neighbor.node(), now);
        } else if (afterwards == Afterwards.KEPT) {
            passive.keep(neighbor.peer(), now);
            passive.refused(neighbor.node(), now);
        } else if (afterwards == Afterwards.FAILED) {
            passive.forgetRefusals();
            failed(neighbor.peer(), now, true);
            remembered.remember(neighbor.peer(), now);
        } else {
            gone(neighbor.node(), now);
        }
        if (active.isEmpty()) {
            isolatedSince = OptionalLong.of(now);
            contacts.isolated(now, passive.size() > 0);
        }
        around.emit(new PeerDown(neighbor.node(), reason));
    }

    /** A peer could not be linked to, or its link failed; after too many failures it is in no view and remembered as lost. */
    void failed(Peer peer, long now, boolean evict) {
        if (around.isBarred(peer.node())) {
            gone(peer.node(), now);
            return;
        }
        if (passive.failed(peer, now, evict)) {
            long age = Math.min(
                    FAILED_MEMORY_MILLIS, around.config().passiveMaxAge().toMillis());
            departed.remember(peer.node(), now + age);
            remembered.remember(peer, now);
        }
    }

    /** A peer left or was refused: what others tell of it is not believed for passive-max-age. */
    void gone(NodeId node, long now) {
        passive.remove(node);
        remembered.forget(node);
        departed.remember(node, now + around.config().passiveMaxAge().toMillis());
    }

    /** A peer that had gone takes part again. */
    void returned(NodeId node) {
        departed.forget(node);
    }

    /** A peer was heard over the overlay, itself: it is neither dead nor on another island. */
    void alive(NodeId node) {
        remembered.forget(node);
    }

    /** Remembers a peer that was heard itself, unless it is active. */
    void remember(Peer peer, long now) {
        if (!around.isSelf(peer.node()) && !around.isBarred(peer.node()) && !active.contains(peer.node())) {
            passive.keep(peer, now);
        }
    }

    /**
     * Remembers peers that others told of.
     *
     * @param giveWay nodes that leave first when the passive view is full
     */
    void hear(List<Peer> peers, Set<NodeId> giveWay, long now) {
        for (Peer peer : peers) {
            NodeId node = peer.node();
            boolean unwanted = around.isSelf(node) || around.isBarred(node) || departed.contains(node, now);
            if (!unwanted && !active.contains(node)) {
                passive.heard(peer, now, giveWay);
            }
        }
    }

    /** The address a peer advertises now, and that it can be linked to. */
    void linked(Peer peer, long now) {
        alive(peer.node());
        Neighbor neighbor = active.get(peer.node());
        if (neighbor != null) {
            neighbor.renew(peer, neighbor.edge());
        } else {
            passive.linked(peer, now);
        }
    }

    /** Both views are emptied; each active peer is told that this node leaves. */
    void leave() {
        List<Neighbor> peers = active.all();
        active.clear();
        passive.clear();
        remembered.clear();
        isolatedSince = OptionalLong.empty();
        for (Neighbor peer : peers) {
            around.send(peer.node(), new Disconnect(peer.edge(), Disconnect.Reason.LEAVING));
        }
        for (Neighbor peer : peers) {
            around.emit(new PeerDown(peer.node(), DownReason.SHUTDOWN));
        }
    }

    @Nullable
    Neighbor neighborOver(NodeId node, long edge) {
        Neighbor neighbor = active.get(node);
        return neighbor != null && neighbor.edge() == edge ? neighbor : null;
    }
}
