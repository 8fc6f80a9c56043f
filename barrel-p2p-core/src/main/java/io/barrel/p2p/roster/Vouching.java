package io.barrel.p2p.roster;

import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objections to suspicions: who hears a suspect says so, after a moment in which the suspect may speak for itself. What one
 * voucher can save is bounded, so that a false one delays the verdict on a dead member and no more.
 */
final class Vouching {

    /** The suspect itself comes first; milliseconds. */
    static final int PATIENCE = 500;

    /** Vouchers wait for up to so much longer, lest all say the same. */
    static final int JITTER = 500;

    /** Who is linked to a suspect anew waits for less than so long. */
    static final int HURRY = 100;

    /** How many accusations of one member at one incarnation and refutation one voucher may end. */
    static final int PER_VOUCHER = 3;

    /** How many all may: a node that passes broadcasts on can make up as many vouchers as it likes. */
    static final int PER_SUSPECT = Suspicions.MAX_ACCUSERS * PER_VOUCHER;

    /** Suspects whose vouchers are counted. */
    static final int BOUND = 1_024;

    /** Objections that may wait for their moment, in all. */
    static final int MAX_WAITING = 64;

    private final RosterContext context;
    private final Set<RosterTimer.Vouch> waiting = new HashSet<>();
    private final Map<NodeId, Counted> counted = new LinkedHashMap<>();

    private record Counted(long incarnation, long refutation, List<NodeId> vouchers) {

        boolean count(NodeId voucher) {
            boolean accepted = vouchers.size() < PER_SUSPECT && Collections.frequency(vouchers, voucher) < PER_VOUCHER;
            return accepted && vouchers.add(voucher);
        }
    }

    Vouching(RosterContext context) {
        this.context = context;
    }

    /** A member was accused that this node may hear. */
    void consider(OpenSuspicion suspicion, NodeId accuser) {
        schedule(suspicion, accuser, PATIENCE + context.random().nextInt(JITTER));
    }

    /** A suspect is linked anew: it is there, and may not have heard yet that it is suspected. */
    void hurry(OpenSuspicion suspicion) {
        suspicion
                .accusers()
                .forEach(
                        accuser -> schedule(suspicion, accuser, context.random().nextInt(HURRY)));
    }

    private void schedule(OpenSuspicion suspicion, NodeId accuser, long delay) {
        NodeId node = suspicion.suspect().node();
        RosterTimer.Vouch timer = new RosterTimer.Vouch(node, accuser);
        boolean room = waiting.contains(timer) || waiting.size() < MAX_WAITING;
        if (!accuser.equals(context.self()) && room && hears(node)) {
            waiting.add(timer);
            context.schedule(timer, delay);
        }
    }

    /** Nobody need object to that accuser any more. */
    void cancel(NodeId node, NodeId accuser) {
        RosterTimer.Vouch timer = new RosterTimer.Vouch(node, accuser);
        if (waiting.remove(timer)) {
            context.cancel(timer);
        }
    }

    void elapsed(RosterTimer.Vouch timer) {
        waiting.remove(timer);
    }

    RosterBroadcast.@Nullable Vouch due(OpenSuspicion suspicion, NodeId accuser) {
        MemberEntry suspect = suspicion.suspect();
        boolean objects = suspicion.accusers().contains(accuser) && hears(suspect.node());
        return objects
                ? new RosterBroadcast.Vouch(suspect.node(), suspect.incarnation(), suspect.refutation(), accuser)
                : null;
    }

    private boolean hears(NodeId node) {
        return context.links().heardWithin(node, 2 * context.keepAliveMillis());
    }

    /** Whether an objection counts: once it does, it has ended the accusation. */
    boolean accepts(OpenSuspicion suspicion, NodeId voucher) {
        MemberEntry suspect = suspicion.suspect();
        Counted count = counted.get(suspect.node());
        if (count == null || !suspicion.isOf(count.incarnation(), count.refutation())) {
            count = new Counted(suspect.incarnation(), suspect.refutation(), new ArrayList<>());
            counted.remove(suspect.node());
            counted.put(suspect.node(), count);
            if (counted.size() > BOUND) {
                counted.remove(counted.keySet().iterator().next());
            }
        }
        return count.count(voucher);
    }
}
