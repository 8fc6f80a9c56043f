package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Peers that left, were refused or failed too often: what others still tell of them is not believed for a while, so that
 * shuffles do not bring them back. Whoever speaks for itself again, or joins anew, is forgotten here.
 */
final class Departed {

    /** How many are remembered; beyond it the eldest is forgotten, which costs a failed dial and nothing else. */
    static final int BOUND = 256;

    private final Map<NodeId, Long> until = new LinkedHashMap<>();

    void remember(NodeId node, long untilMillis) {
        until.remove(node);
        until.put(node, untilMillis);
        if (until.size() > BOUND) {
            until.remove(until.keySet().iterator().next());
        }
    }

    void forget(NodeId node) {
        until.remove(node);
    }

    boolean contains(NodeId node, long now) {
        Long end = until.get(node);
        if (end == null) {
            return false;
        }
        if (end <= now) {
            until.remove(node);
            return false;
        }
        return true;
    }
}
