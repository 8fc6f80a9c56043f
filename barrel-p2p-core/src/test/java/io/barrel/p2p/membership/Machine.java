package io.barrel.p2p.membership;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.membership.MembershipMessage.Neighbor.Priority;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A machine under test: what it is told, and what it answered to the last input. */
final class Machine {

    static final Peer SELF = peer("self");

    final List<MembershipOutput> outputs = new ArrayList<>();
    final Map<NodeId, Long> rtts = new HashMap<>();
    final HyParView view;
    long now = 1_000;

    Machine(HyParViewConfig config) {
        view = new HyParView(SELF, config, new SplittableRandom(7), node -> rtts.getOrDefault(node, 0L), outputs::add);
    }

    static Machine started() {
        Machine machine = new Machine(HyParViewConfig.DEFAULT);
        machine.handle(new MembershipInput.Start());
        return machine;
    }

    static Peer peer(String name) {
        return new Peer(NodeId.of(name + "@h"), new PeerAddress("h", 9100));
    }

    Machine handle(MembershipInput input) {
        outputs.clear();
        view.handle(input, now);
        return this;
    }

    Machine receive(String from, MembershipMessage message) {
        return handle(new MembershipInput.Received(peer(from), message));
    }

    /** Makes these peers active; each edge is 100 and the peer's place. */
    Machine withActive(String... names) {
        for (int i = 0; i < names.length; i++) {
            receive(names[i], new MembershipMessage.Neighbor(100 + i, Priority.HIGH));
        }
        return this;
    }

    <T extends MembershipMessage> List<T> sent(String to, Class<T> type) {
        return outputs.stream()
                .filter(MembershipOutput.Send.class::isInstance)
                .map(MembershipOutput.Send.class::cast)
                .filter(send -> send.to().equals(peer(to).node()) && type.isInstance(send.message()))
                .map(send -> type.cast(send.message()))
                .toList();
    }

    List<P2pEvent> events() {
        return outputs.stream()
                .filter(MembershipOutput.Emit.class::isInstance)
                .map(output -> ((MembershipOutput.Emit) output).event())
                .toList();
    }

    List<String> active() {
        return view.views().active().stream()
                .map(entry -> entry.peer().node().name())
                .toList();
    }

    List<String> passive() {
        return view.views().passive().stream()
                .map(entry -> entry.peer().node().name())
                .toList();
    }

    boolean connects(String to) {
        return outputs.contains(new MembershipOutput.Connect(peer(to)));
    }
}
