package io.barrel.p2p.test;

import io.barrel.p2p.gossip.GossipConfig;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.node.NodeSettings;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.roster.RosterConfig;
import io.barrel.p2p.wire.Peer;
import java.util.List;
import java.util.Map;

/**
 * The protocols above HyParView of simulated nodes.
 *
 * @param gossip parameters of Plumtree
 * @param replica parameters of anti-entropy
 * @param roster parameters of the roster
 * @param withRoster whether nodes take part in the roster; without it, broadcasts are all there is
 * @param maps names of the replicated maps
 * @param acquainted whether the rosters hold everybody from the start, as if all had started at one moment
 * @param idleMillis silence after which a watched link is lost
 */
public record SimSettings(
        GossipConfig gossip,
        ReplicaConfig replica,
        RosterConfig roster,
        boolean withRoster,
        List<String> maps,
        boolean acquainted,
        long idleMillis) {

    /** The defaults of a node. */
    public static final SimSettings DEFAULT = new SimSettings(
            GossipConfig.DEFAULT, ReplicaConfig.DEFAULT, RosterConfig.DEFAULT, true, List.of(), false, 1_500);

    /** The same with replicated maps of these names. */
    public SimSettings withMaps(String... names) {
        return new SimSettings(gossip, replica, roster, withRoster, List.of(names), acquainted, idleMillis);
    }

    /** Broadcasts alone, without a roster. */
    public SimSettings withoutRoster() {
        return new SimSettings(gossip, replica, roster, false, maps, acquainted, idleMillis);
    }

    /** Rosters that hold everybody from the start, and share the entries: those of a large cluster take much memory otherwise. */
    public SimSettings withAcquaintance() {
        return new SimSettings(gossip, replica, roster, withRoster, maps, true, idleMillis);
    }

    NodeSettings of(Peer self, long incarnation, HyParViewConfig membership) {
        return new NodeSettings(
                self,
                incarnation,
                Map.of(),
                membership,
                gossip,
                replica,
                roster,
                withRoster,
                maps,
                idleMillis / 4,
                idleMillis);
    }
}
