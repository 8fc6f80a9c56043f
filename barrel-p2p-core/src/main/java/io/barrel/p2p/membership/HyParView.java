package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Placeholder of the contract; the machine is being written. */
public final class HyParView {

    public HyParView(Peer self, HyParViewConfig config, RandomGenerator random, Consumer<MembershipOutput> outputs) {}

    public void handle(MembershipInput input, long now) {}

    public ViewState views() {
        throw new IllegalStateException();
    }

    /** Active peers and peers with an open proposal: losing the link to one of them matters. */
    public Set<NodeId> engaged() {
        throw new IllegalStateException();
    }

    /** Whether this node left the overlay and takes no proposal. */
    public boolean hasLeft() {
        throw new IllegalStateException();
    }
}
