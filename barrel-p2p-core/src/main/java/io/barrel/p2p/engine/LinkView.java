package io.barrel.p2p.engine;

import io.barrel.p2p.membership.MembershipInput.Loss;
import io.barrel.p2p.roster.RosterLinks;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;

/** What the machines of a node ask of its links. Confined to the loop. */
final class LinkView implements RosterLinks {

    /** Bytes that may wait for a peer before it is told of broadcasts by their ids only: one of the largest. */
    static final long CONGESTED = 1 << 20;

    private final LinkTable links;

    LinkView(LinkTable links) {
        this.links = links;
    }

    static Peer peer(Link link) {
        return new Peer(link.peer(), link.session().address());
    }

    /** How a link was lost, in the words of membership. */
    static Loss loss(LinkEnd end) {
        return switch (end.reason()) {
            case IDLE -> Loss.IDLE;
            case REJECTED -> Loss.REJECTED;
            case SHUTDOWN -> end.by() == LinkEnd.By.PEER ? Loss.PEER_STOPPED : Loss.IDLE;
            default -> Loss.FAILED;
        };
    }

    @Override
    public boolean isLinked(NodeId node) {
        return links.link(node).isPresent();
    }

    @Override
    public boolean heardWithin(NodeId node, long millis) {
        return links.link(node).filter(link -> link.silence() <= millis).isPresent();
    }

    boolean isCongested(NodeId node) {
        return links.link(node).filter(link -> link.waiting() > CONGESTED).isPresent();
    }

    long rttNanos(NodeId node) {
        return links.link(node).map(link -> link.statistics().rttNanos()).orElse(0L);
    }
}
