package io.barrel.p2p.gossip;

import io.barrel.p2p.wire.NodeId;
import java.util.List;

/**
 * Plumtree at one moment.
 *
 * @param eager neighbours that are sent broadcasts in full
 * @param lazy neighbours that are told of broadcasts by their ids
 * @param cachedMessages broadcasts kept to answer a graft
 * @param cachedBytes bytes they take
 * @param missing broadcasts that were announced and have not arrived
 */
public record GossipStatus(List<NodeId> eager, List<NodeId> lazy, int cachedMessages, long cachedBytes, int missing) {

    /** Nothing. */
    public static final GossipStatus NONE = new GossipStatus(List.of(), List.of(), 0, 0, 0);

    /** Copies the lists. */
    public GossipStatus {
        eager = List.copyOf(eager);
        lazy = List.copyOf(lazy);
    }
}
