package io.barrel.p2p.engine;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Dials members to see that they live, and hangs up. Confined to the loop. */
final class Probes {

    private final LinkTable links;
    private final Loop loop;
    private final Predicate<NodeId> needed;
    private final BiConsumer<NodeId, Boolean> ended;
    private final Set<NodeId> open = new HashSet<>();

    /**
     * Probes over these links.
     *
     * @param needed whether a link to a node serves more than the probe
     * @param ended told of each probe's end, and whether it reached the node
     */
    Probes(LinkTable links, Loop loop, Predicate<NodeId> needed, BiConsumer<NodeId, Boolean> ended) {
        this.links = links;
        this.loop = loop;
        this.needed = needed;
        this.ended = ended;
    }

    void probe(Peer peer) {
        open.add(peer.node());
        // Not within the call that asks for it, as a link that is up would be.
        loop.execute(() -> links.connect(peer));
    }

    void linked(NodeId node) {
        if (open.remove(node)) {
            ended.accept(node, true);
            if (!needed.test(node)) {
                links.link(node).ifPresent(Probes::hangUp);
            }
        }
    }

    private static void hangUp(Link link) {
        link.close(CloseReason.IDLE);
    }

    void failed(NodeId node) {
        if (open.remove(node)) {
            ended.accept(node, false);
        }
    }
}
