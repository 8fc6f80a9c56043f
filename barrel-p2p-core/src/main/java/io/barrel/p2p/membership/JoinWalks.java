package io.barrel.p2p.membership;

import io.barrel.p2p.membership.ActiveView.Neighbor;
import io.barrel.p2p.membership.MembershipMessage.ForwardJoin;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.List;
import java.util.Set;

/** How others hear of a newcomer: a random walk from each active peer of its contact (DSN 2007, section 4.2). */
final class JoinWalks {

    private final Surroundings around;
    private final Neighborhood neighborhood;
    private final EdgeRequests requests;

    JoinWalks(Surroundings around, Neighborhood neighborhood, EdgeRequests requests) {
        this.around = around;
        this.neighborhood = neighborhood;
        this.requests = requests;
    }

    /** This node is the contact: one walk starts at each other active peer. */
    void begin(Peer joiner) {
        List<Neighbor> peers = neighborhood.active().all();
        for (Neighbor peer : peers) {
            if (!peer.node().equals(joiner.node())) {
                forward(peer, joiner, around.config().arwl());
            }
        }
    }

    private void forward(Neighbor to, Peer joiner, int ttl) {
        around.send(to.node(), new ForwardJoin(to.edge(), joiner, ttl));
    }

    /** The walk arrives over an edge both sides know. */
    void onForwardJoin(NodeId from, Peer joiner, int claimedTtl, long now) {
        if (around.isSelf(joiner.node())) {
            return;
        }
        neighborhood.returned(joiner.node());
        HyParViewConfig config = around.config();
        int ttl = Math.max(0, Math.min(claimedTtl, config.arwl()));
        if (ttl == 0 || neighborhood.active().size() == 1) {
            requests.takeInFromWalk(joiner, now);
            return;
        }
        if (ttl == config.prwl()) {
            neighborhood.hear(List.of(joiner), Set.of(), now);
        }
        Neighbor next =
                neighborhood.active().random(around.random(), node -> node.equals(from) || node.equals(joiner.node()));
        if (next != null) {
            forward(next, joiner, ttl - 1);
        } else {
            requests.takeInFromWalk(joiner, now);
        }
    }
}
