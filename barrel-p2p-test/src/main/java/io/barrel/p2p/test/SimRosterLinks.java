package io.barrel.p2p.test;

import io.barrel.p2p.roster.RosterLinks;
import io.barrel.p2p.wire.NodeId;

/** What a simulated node knows of its links. Keep-alives are not simulated: the other end of a link is heard while it answers. */
final class SimRosterLinks implements RosterLinks {

    private final SimNetwork network;
    private final SimNode node;
    private final SimPaths paths;

    SimRosterLinks(SimNetwork network, SimNode node) {
        this.network = network;
        this.node = node;
        this.paths = network.paths();
    }

    @Override
    public boolean isLinked(NodeId peer) {
        return node.link(peer) != null;
    }

    @Override
    public boolean heardWithin(NodeId peer, long millis) {
        SimLink link = node.link(peer);
        if (link == null || link.isCut()) {
            return false;
        }
        if (!node.hasActive(peer) && network.now() - link.since() > millis) {
            return false;
        }
        SimNode other = link.other(node);
        return other.answers() && !link.isMute(other) && paths.carries(other, node);
    }
}
