package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Peers that were lost without a farewell, oldest first. They may be dead, or alive on the other side of a network that came
 * apart: long after both sides have forgotten each other in their views, one of them is dialled now and then.
 */
final class Remembered {

    /** How many are remembered; beyond it the eldest is forgotten. Each node of an island remembers others, and one is enough. */
    static final int BOUND = 256;

    /** How long a peer is thought to come back: a day, after which an operator has seen to it. */
    static final long RETENTION_MILLIS = 24 * 3_600_000L;

    private final Map<NodeId, Lost> lost = new LinkedHashMap<>();

    private record Lost(Peer peer, long since) {}

    void remember(Peer peer, long now) {
        lost.remove(peer.node());
        lost.put(peer.node(), new Lost(peer, now));
        if (lost.size() > BOUND) {
            lost.remove(lost.keySet().iterator().next());
        }
    }

    /** It is alive, or said farewell. */
    void forget(NodeId node) {
        lost.remove(node);
    }

    boolean contains(NodeId node) {
        return lost.containsKey(node);
    }

    int size() {
        return lost.size();
    }

    void clear() {
        lost.clear();
    }

    /** One of those that are not excluded, each as likely; null if there is none. */
    @Nullable
    Peer any(RandomGenerator random, Predicate<NodeId> excluded, long now) {
        expire(now);
        List<Peer> choice = new ArrayList<>(lost.size());
        for (Lost entry : lost.values()) {
            if (!excluded.test(entry.peer.node())) {
                choice.add(entry.peer);
            }
        }
        return choice.isEmpty() ? null : choice.get(random.nextInt(choice.size()));
    }

    private void expire(long now) {
        Iterator<Lost> eldest = lost.values().iterator();
        while (eldest.hasNext() && now - eldest.next().since >= RETENTION_MILLIS) {
            eldest.remove();
        }
    }
}
