package io.barrel.p2p.transport;

import io.barrel.p2p.wire.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Links that gave way to another one and are being emptied: whoever dialled one closes it, the other end steps in late. */
final class Superseded {

    private final Loop loop;
    private final Map<Link, Loop.Cancellable> closing = new HashMap<>();

    Superseded(Loop loop) {
        this.loop = loop;
    }

    void add(Link loser) {
        loser.watch(false);
        long delay = loser.dialled() ? 0 : LinkTable.SUPERSEDED_GRACE;
        closing.put(loser, loop.schedule(() -> loser.close(CloseReason.SUPERSEDED), delay));
    }

    boolean contains(Link link) {
        return closing.containsKey(link);
    }

    void remove(Link link) {
        Loop.Cancellable grace = closing.remove(link);
        if (grace != null) {
            grace.cancel();
        }
    }

    /** Those to a peer, which count no more. */
    List<Link> removeAll(NodeId peer) {
        List<Link> links = closing.keySet().stream()
                .filter(link -> link.peer().equals(peer))
                .toList();
        links.forEach(this::remove);
        return links;
    }
}
