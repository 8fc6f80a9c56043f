package io.barrel.p2p.membership;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What all parts of the machine share: who it is, its parameters, its randomness and its way out.
 *
 * @param self this node
 * @param config the parameters
 * @param random the only source of randomness
 * @param proximity how far peers are
 * @param barred with whom it has nothing to do
 * @param outputs takes what is to be done
 */
record Surroundings(
        Peer self,
        HyParViewConfig config,
        RandomGenerator random,
        Proximity proximity,
        Predicate<NodeId> barred,
        Consumer<MembershipOutput> outputs) {

    boolean isSelf(NodeId node) {
        return self.node().equals(node);
    }

    boolean isBarred(NodeId node) {
        return barred.test(node);
    }

    void send(NodeId to, MembershipMessage message) {
        outputs.accept(new MembershipOutput.Send(to, message));
    }

    void emit(P2pEvent event) {
        outputs.accept(new MembershipOutput.Emit(event));
    }

    void schedule(MembershipTimer timer, long delayMillis) {
        outputs.accept(new MembershipOutput.Schedule(timer, delayMillis));
    }

    void cancel(MembershipTimer timer) {
        outputs.accept(new MembershipOutput.Cancel(timer));
    }

    /** A random number other than 0, for an edge or a shuffle. */
    long newNumber() {
        long number = random.nextLong();
        while (number == 0) {
            number = random.nextLong();
        }
        return number;
    }

    /** {@code millis} ± 25 %, at least 1. */
    long jittered(long millis) {
        long quarter = millis / 4;
        return Math.max(1, millis - quarter + random.nextLong(2 * quarter + 1));
    }
}
