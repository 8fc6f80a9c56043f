package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static io.barrel.p2p.roster.RosterNet.node;
import static io.barrel.p2p.roster.RosterNet.stamp;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.roster.RosterNet.Node;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.List;

/** A machine alone, and what others would tell it. */
abstract class LoneRoster {

    static final long INCARNATION = stamp(EPOCH - 10_000);
    static final NodeId X = node("x");
    static final NodeId A = node("a");
    static final NodeId B = node("b");
    static final NodeId C = node("c");
    static final NodeId P = node("p");

    static final RosterConfig NO_PROBES =
            new RosterConfig(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofHours(1), Duration.ofHours(24));

    final RosterNet net = new RosterNet(42, NO_PROBES);
    final Node self = net.start("self");

    /** With a neighbour it may speak of others. */
    LoneRoster() {
        self.handle(new RosterInput.NeighborUp(node("neighbour")));
        self.outputs.clear();
    }

    static MemberEntry alive(int refutation) {
        return RosterNet.alive("x", INCARNATION, refutation);
    }

    static MemberEntry suspect(NodeId accuser) {
        return alive(0).with(MemberStatus.SUSPECT, EPOCH, accuser, SuspicionReason.LINK_LOST);
    }

    MemberEntry own() {
        return self.entry(self.id);
    }

    void know() {
        self.deliver(X, alive(0));
        self.outputs.clear();
    }

    void accuse(NodeId accuser) {
        self.deliver(accuser, suspect(accuser));
    }

    List<P2pEvent> events() {
        return self.events(P2pEvent.class);
    }

    void millis(long millis) {
        net.run(Duration.ofMillis(millis));
    }

    void vouch(NodeId from, NodeId accuser) {
        self.deliver(from, new RosterBroadcast.Vouch(X, INCARNATION, 0, accuser));
    }
}
