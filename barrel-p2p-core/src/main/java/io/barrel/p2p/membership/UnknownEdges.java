package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Edges a peer used although there are none, and when it was told. It is told once per edge and period: often enough that
 * a lost answer is made up for, never once per message.
 */
final class UnknownEdges {

    /** How many are remembered; forgetting one costs a message of a few bytes. */
    static final int BOUND = 128;

    private final long periodMillis;
    private final Map<Edge, Long> told = new LinkedHashMap<>();

    UnknownEdges(long periodMillis) {
        this.periodMillis = periodMillis;
    }

    private record Edge(NodeId peer, long number) {}

    /** Whether the peer is to be told now; it then counts as told. */
    boolean shouldTell(NodeId peer, long edge, long now) {
        Edge key = new Edge(peer, edge);
        Long last = told.get(key);
        if (last != null && now - last < periodMillis) {
            return false;
        }
        told.remove(key);
        told.put(key, now);
        if (told.size() > BOUND) {
            told.remove(told.keySet().iterator().next());
        }
        return true;
    }
}
