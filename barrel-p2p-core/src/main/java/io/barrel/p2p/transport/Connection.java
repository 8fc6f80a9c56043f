package io.barrel.p2p.transport;

import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.util.List;

/**
 * A link that is up, as an operator sees it.
 *
 * @param peer who is at the other end
 * @param remoteAddress where its packets come from; an address of no meaning if they come over other nodes
 * @param via over which nodes its packets go, from this one to the peer; empty if they need nobody
 * @param dialled whether this node dialled
 * @param active whether it carries an edge of the active view
 * @param assurance how the peer proved who it is
 * @param incarnation the peer's incarnation
 * @param statistics figures of the link
 */
public record Connection(
        NodeId peer,
        PeerAddress remoteAddress,
        List<NodeId> via,
        boolean dialled,
        boolean active,
        Assurance assurance,
        long incarnation,
        LinkStatistics statistics) {}
