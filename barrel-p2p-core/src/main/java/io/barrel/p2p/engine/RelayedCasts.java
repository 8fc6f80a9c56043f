package io.barrel.p2p.engine;

import io.barrel.p2p.messaging.Call;
import io.barrel.p2p.wire.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Messages without a reply on their way over other nodes: so many for one target and no more, for nobody waits for them, and relays
 * have work of their own. On the loop.
 */
final class RelayedCasts {

    private final int most;
    private final Map<NodeId, Set<Call>> open = new HashMap<>();

    RelayedCasts(int most) {
        this.most = most;
    }

    /** Whether there is room for another; it counts until it has ended. */
    boolean begin(Call call) {
        Set<Call> toTarget = open.computeIfAbsent(call.to(), target -> new HashSet<>());
        return toTarget.size() < most && toTarget.add(call);
    }

    void ended(Call call) {
        Set<Call> toTarget = open.get(call.to());
        if (toTarget != null && toTarget.remove(call) && toTarget.isEmpty()) {
            open.remove(call.to());
        }
    }
}
