package io.barrel.p2p.roster;

import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.wire.NodeId;
import java.util.List;

/** What goes to every node on the roster's topic. */
public sealed interface RosterBroadcast {

    /** Entries that changed. */
    record Delta(List<ReplicaEntry> entries) implements RosterBroadcast {}

    /**
     * A node objects to a suspicion: it heard the suspect a moment ago.
     *
     * @param node the suspect
     * @param incarnation its incarnation
     * @param refutation the refutation the suspicion was raised at
     * @param accuser whose suspicion ends
     */
    record Vouch(NodeId node, long incarnation, long refutation, NodeId accuser) implements RosterBroadcast {}
}
