package io.barrel.p2p.node;

import io.barrel.p2p.gossip.GossipConfig;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.roster.RosterConfig;
import io.barrel.p2p.roster.RosterSelf;
import io.barrel.p2p.wire.Peer;
import java.util.List;
import java.util.Map;

/**
 * Who a node is, and the parameters of its machines.
 *
 * @param self its name and the address it advertises
 * @param incarnation raised by each start
 * @param metadata what the cluster is told of it
 * @param membership parameters of HyParView
 * @param gossip parameters of Plumtree
 * @param replica parameters of anti-entropy
 * @param roster parameters of the roster
 * @param withRoster whether it takes part in the roster; only experiments with broadcasts alone do without
 * @param maps names of the replicated maps it holds, 1 to 40 ASCII characters each
 * @param keepAliveMillis how often a watched link is heard
 * @param idleMillis silence after which a watched link is lost
 */
public record NodeSettings(
        Peer self,
        long incarnation,
        Map<String, String> metadata,
        HyParViewConfig membership,
        GossipConfig gossip,
        ReplicaConfig replica,
        RosterConfig roster,
        boolean withRoster,
        List<String> maps,
        long keepAliveMillis,
        long idleMillis) {

    /** Who the node is, for rosters. */
    public RosterSelf rosterSelf() {
        return new RosterSelf(self.node(), incarnation, self.address(), metadata);
    }
}
