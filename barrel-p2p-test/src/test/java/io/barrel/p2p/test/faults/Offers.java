package io.barrel.p2p.test.faults;

import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the nodes of a cluster offer, and whether each of them sees just that. A service is offered by one node here. Used by one thread. */
final class Offers {

    private final Cluster cluster;
    private final Map<String, NodeId> offered = new TreeMap<>();

    /** Nothing is offered yet. */
    Offers(Cluster cluster) {
        this.cluster = cluster;
    }

    /** A node offers so many services, named {@code prefix-0} and so on. */
    void register(int number, String prefix, int count) {
        NodeProcess node = cluster.node(number);
        node.services().register(prefix, count);
        for (int i = 0; i < count; i++) {
            offered.put(prefix + "-" + i, node.name());
        }
    }

    /** A node offers the first of the services of that prefix no more. */
    void withdraw(int number, String prefix, int count) {
        cluster.node(number).services().withdraw(prefix, count);
        for (int i = 0; i < count; i++) {
            offered.remove(prefix + "-" + i);
        }
    }

    /** A node was killed, and with it went what it offered. */
    void forget(int number) {
        offered.values().removeIf(Cluster.name(number)::equals);
    }

    int size() {
        return offered.size();
    }

    /** Where the registries of nodes that run and are not frozen differ from the truth; empty if all are right. */
    List<String> faults() {
        String truth = NodeServiceCommands.summary(
                offered.entrySet().stream().map(offer -> offer.getKey() + " " + offer.getValue()));
        List<String> faults = new ArrayList<>();
        for (NodeProcess node : cluster.awake()) {
            String seen = node.services().registry();
            if (!seen.equals(truth)) {
                faults.add(node.name() + " sees services " + seen + ", not " + truth);
            }
        }
        return faults;
    }

    /** Waits until every registry is right; milliseconds until then. */
    long awaitRight() {
        return cluster.awaitNone(overlay -> faults());
    }
}
