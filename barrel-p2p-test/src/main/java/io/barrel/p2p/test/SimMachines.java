package io.barrel.p2p.test;

import io.barrel.p2p.membership.HyParView;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.Proximity;
import io.barrel.p2p.node.NodeMachine;
import io.barrel.p2p.node.NodePorts;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.roster.RosterReplica;
import io.barrel.p2p.wire.NodeId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives simulated nodes the machines of production. */
final class SimMachines {

    private final SimNetwork network;
    private final SimOutputs outputs;
    private final HyParViewConfig config;
    private final @Nullable SimSettings settings;
    private Map<NodeId, ReplicaEntry> everybody = Map.of();

    /** HyParView alone if there are no settings for the other protocols. */
    SimMachines(SimNetwork network, SimOutputs outputs, HyParViewConfig config, @Nullable SimSettings settings) {
        this.network = network;
        this.outputs = outputs;
        this.config = config;
        this.settings = settings;
    }

    /** A node gets the machine of a new incarnation, which remembers nothing. */
    void boot(SimNode node) {
        if (settings == null) {
            node.boot(new HyParView(
                    node.peer(), config, node.random(), proximity(node), output -> outputs.carryOut(node, output)));
        } else {
            bootWhole(node, settings);
        }
    }

    private void bootWhole(SimNode node, SimSettings whole) {
        long stamp = stamp(node);
        NodePorts ports = new NodePorts(
                proximity(node),
                new SimRosterLinks(network, node),
                peer -> false,
                node.book(),
                network::wall,
                node.random(),
                node.second());
        NodeMachine machine =
                new NodeMachine(whole.of(node.peer(), stamp, config), ports, output -> outputs.carryOut(node, output));
        if (whole.acquainted()) {
            machine.roster().install(everybody(whole));
        }
        node.boot(machine, stamp);
    }

    private long stamp(SimNode node) {
        return (network.wall() << 16) + node.incarnation();
    }

    private Map<NodeId, ReplicaEntry> everybody(SimSettings whole) {
        if (everybody.isEmpty()) {
            everybody = RosterReplica.entries(
                    network.nodes().stream()
                            .map(node ->
                                    whole.of(node.peer(), stamp(node), config).rosterSelf())
                            .toList(),
                    network.wall());
        }
        return everybody;
    }

    /** What a node measures on its links: the time there and back, without what chance adds. */
    private Proximity proximity(SimNode node) {
        return peer -> {
            SimLink link = node.link(peer);
            return link == null
                    ? 0
                    : Math.round(1e6
                            * network.paths().rtt(node.index(), link.other(node).index()));
        };
    }
}
