package io.barrel.p2p.engine;

import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;

/** Dials nobody, and does nothing with what it is told. */
final class QuietOwner implements LinkTable.Owner {

    @Override
    public void dial(DialRequest request) {}

    @Override
    public void linked(Peer peer) {}

    @Override
    public void relinked(Peer peer) {}

    @Override
    public void replaced(Peer peer) {}

    @Override
    public void unlinked(NodeId peer, LinkEnd end, boolean refused) {}

    @Override
    public void connectFailed(NodeId peer, DialFailure failure) {}
}
