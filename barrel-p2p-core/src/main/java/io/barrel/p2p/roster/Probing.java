package io.barrel.p2p.roster;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Dials members one after the other to see whether they live: those in doubt at once, a random one each period. */
final class Probing {

    /** Members in doubt that may wait to be dialled. */
    static final int BOUND = 1_024;

    private final RosterContext context;
    private final Function<NodeId, @Nullable MemberEntry> members;
    private final Map<NodeId, SuspicionReason> doubted = new LinkedHashMap<>();
    private @Nullable Probe dialled;

    /**
     * A member that is dialled.
     *
     * @param node who
     * @param incarnation which life of it was in doubt
     * @param reason why
     */
    record Probe(NodeId node, long incarnation, SuspicionReason reason) {}

    Probing(RosterContext context, Function<NodeId, @Nullable MemberEntry> members) {
        this.context = context;
        this.members = members;
    }

    /** The member may be gone, or this node may have been away: it is dialled before anybody is told. */
    void doubt(NodeId node, SuspicionReason why) {
        if (doubted.size() < BOUND) {
            doubted.putIfAbsent(node, why);
        }
        next();
    }

    /** It is a random member's turn, unless others are dialled already. */
    void random(@Nullable NodeId node) {
        if (node != null && dialled == null) {
            doubt(node, SuspicionReason.PROBE_FAILED);
        }
    }

    private void next() {
        while (dialled == null && !doubted.isEmpty()) {
            NodeId node = doubted.keySet().iterator().next();
            SuspicionReason why = doubted.remove(node);
            MemberEntry member = members.apply(node);
            if (member != null && why != null) {
                dialled = new Probe(node, member.incarnation(), why);
                context.outputs().accept(new RosterOutput.Probe(new Peer(node, member.address())));
            }
        }
    }

    /** A dial ended; what it was about, or null if nobody asked for it. */
    @Nullable
    Probe ended(NodeId node) {
        Probe ended = dialled;
        if (ended == null || !ended.node().equals(node)) {
            return null;
        }
        dialled = null;
        next();
        return ended;
    }

    void stop() {
        doubted.clear();
        dialled = null;
    }
}
