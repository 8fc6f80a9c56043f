package io.barrel.p2p.roster;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.util.Map;

/**
 * What a node tells of itself.
 *
 * @param node its name
 * @param incarnation raised by each start
 * @param address where it is dialled
 * @param metadata at most {@link io.barrel.p2p.wire.Limits#MAX_METADATA} bytes
 */
public record RosterSelf(NodeId node, long incarnation, PeerAddress address, Map<String, String> metadata) {

    /** Copies the metadata. */
    public RosterSelf {
        metadata = Map.copyOf(metadata);
    }
}
