package io.barrel.p2p.membership;

import io.barrel.p2p.wire.Peer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Placeholder of the contract; the machine is being written. */
public final class HyParView {

    public HyParView(Peer self, HyParViewConfig config, RandomGenerator random, Consumer<MembershipOutput> outputs) {}

    public void handle(MembershipInput input, long now) {}

    public ViewState views() {
        throw new IllegalStateException();
    }
}
