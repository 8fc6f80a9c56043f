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
    private final Function<NodeId, @Nullable Peer> addresses;
    private final Map<NodeId, SuspicionReason> doubted = new LinkedHashMap<>();
    private @Nullable NodeId dialled;
    private SuspicionReason reason = SuspicionReason.PROBE_FAILED;

    Probing(RosterContext context, Function<NodeId, @Nullable Peer> addresses) {
        this.context = context;
        this.addresses = addresses;
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
            Peer peer = addresses.apply(node);
            if (peer != null && why != null) {
                dialled = node;
                reason = why;
                context.outputs().accept(new RosterOutput.Probe(peer));
            }
        }
    }

    /** A dial ended; why the member was in doubt, or null if it was not dialled. */
    @Nullable
    SuspicionReason ended(NodeId node) {
        if (!node.equals(dialled)) {
            return null;
        }
        dialled = null;
        SuspicionReason why = reason;
        next();
        return why;
    }

    void stop() {
        doubted.clear();
        dialled = null;
    }
}
