package io.barrel.p2p.engine;

import io.barrel.p2p.roster.RosterLinks;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.wire.NodeId;

/** What the machines of a node ask of its links. Confined to the loop. */
final class LinkView implements RosterLinks {

    /** Bytes that may wait for a peer before it is told of broadcasts by their ids only: one of the largest. */
    static final long CONGESTED = 1 << 20;

    private final LinkTable links;

    LinkView(LinkTable links) {
        this.links = links;
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
