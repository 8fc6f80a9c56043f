package io.barrel.p2p.roster;

import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the parts of the roster machine share.
 *
 * @param self this node
 * @param config the parameters
 * @param keepAliveMillis how often an active peer is heard
 * @param links which links are up and heard
 * @param wall milliseconds since 1970
 * @param random the only source of randomness
 * @param view what other threads see
 * @param outputs takes what is to be done
 */
record RosterContext(
        NodeId self,
        RosterConfig config,
        long keepAliveMillis,
        RosterLinks links,
        LongSupplier wall,
        RandomGenerator random,
        RosterView view,
        Consumer<RosterOutput> outputs) {

    void schedule(RosterTimer timer, long delayMillis) {
        outputs.accept(new RosterOutput.Schedule(timer, delayMillis));
    }

    void cancel(RosterTimer timer) {
        outputs.accept(new RosterOutput.Cancel(timer));
    }

    void broadcast(RosterBroadcast broadcast) {
        outputs.accept(new RosterOutput.Broadcast(broadcast));
    }

    long wallMillis() {
        return wall.getAsLong();
    }

    Instant instant() {
        return Instant.ofEpochMilli(wallMillis());
    }
}
