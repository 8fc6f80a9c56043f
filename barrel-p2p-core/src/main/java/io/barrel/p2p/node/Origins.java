package io.barrel.p2p.node;

import io.barrel.p2p.gossip.GossipInput;
import io.barrel.p2p.gossip.GossipMessage.Push;
import io.barrel.p2p.gossip.Plumtree;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes broadcasts from peers and judges who is said to have published them. Who passes one on may lie about that; who publishes it may
 * not, and nobody may to the origin itself. That one forgets at a restart what it published, though, and peers bring it back for as long
 * as they keep it.
 */
final class Origins {

    private final NodeId self;
    private final Plumtree gossip;
    private final long keptMillis;
    private final Consumer<NodeOutput> outputs;
    private OptionalLong begun = OptionalLong.empty();

    /**
     * Of a node that has not begun.
     *
     * @param kept how long peers keep broadcasts to pass them on
     */
    Origins(NodeId self, Plumtree gossip, Duration kept, Consumer<NodeOutput> outputs) {
        this.self = self;
        this.gossip = gossip;
        this.keptMillis = kept.toMillis();
        this.outputs = outputs;
    }

    /** The node takes part from now on; if it did before, nothing changes. */
    void begin(long now) {
        if (begun.isEmpty()) {
            begun = OptionalLong.of(now);
        }
    }

    /** A peer sent a broadcast. */
    void receive(NodeId from, Push push, long now) {
        Refusal refusal = refusal(from, push, now);
        if (refusal == null) {
            gossip.handle(new GossipInput.Received(from, push), now);
            return;
        }
        outputs.accept(new NodeOutput.Refused(from, "broadcast in the name of " + push.origin(), refusal));
        if (refusal == Refusal.ECHO) {
            gossip.handle(new GossipInput.Echo(push.id()), now);
        }
    }

    private @Nullable Refusal refusal(NodeId from, Push push, long now) {
        boolean published = push.round() == 0;
        if (!push.origin().equals(self)) {
            return published && !push.origin().equals(from) ? Refusal.FORGED : null;
        }
        if (gossip.hasSeen(push.id())) {
            return null;
        }
        return published || !mayBeEcho(now) ? Refusal.FORGED : Refusal.ECHO;
    }

    private boolean mayBeEcho(long now) {
        return begun.isPresent() && now - begun.getAsLong() <= keptMillis;
    }
}
