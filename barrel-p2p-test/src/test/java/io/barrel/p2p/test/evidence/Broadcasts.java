package io.barrel.p2p.test.evidence;

import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.test.SimCluster;
import io.barrel.p2p.test.SimProtocols;
import io.barrel.p2p.test.SimProtocols.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Broadcasts in a simulated cluster, one after the other, and what becomes of each. */
final class Broadcasts {

    /** How long a broadcast is waited for: far longer than it takes, grafts included. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String TOPIC = "evidence";

    private final SimCluster cluster;
    private final SimProtocols protocols;
    private final Map<Integer, Fate> fates = new HashMap<>();
    private int next;

    private static final class Fate {

        private int delivered;
        private int lastHop;
        private long hops;
    }

    /**
     * What became of a series of broadcasts.
     *
     * @param reliability part of the nodes alive that got one, on average
     * @param worst the same of the one that fewest got
     * @param redundancy relative message redundancy: broadcasts sent in full for each node but the first that got it, less one
     * @param lastHop hops to the last node that got one, on average (LDH)
     * @param meanHops hops to a node that got it
     * @param announcements announcements sent, for each broadcast and node
     * @param grafts grafts sent, for each broadcast
     */
    record Outcome(
            double reliability,
            double worst,
            double redundancy,
            double lastHop,
            double meanHops,
            double announcements,
            double grafts,
            List<Double> each) {}

    Broadcasts(SimCluster cluster) {
        this.cluster = cluster;
        this.protocols = cluster.protocols();
        protocols.listen(new SimProtocols.Listener() {
            @Override
            public void delivered(int node, Broadcast broadcast, int hops) {
                if (broadcast.topic().equals(TOPIC)) {
                    count(
                            broadcast.payload().getInt(),
                            hops,
                            broadcast.origin().value().equals("n" + node + "@sim"));
                }
            }
        });
    }

    private void count(int number, int hops, boolean ownNode) {
        Fate fate = fates.computeIfAbsent(number, key -> new Fate());
        fate.delivered++;
        if (!ownNode) {
            fate.lastHop = Math.max(fate.lastHop, hops);
            fate.hops += hops;
        }
    }

    /** Broadcasts one after the other, the publisher of each chosen by its number in the series, and waits for the last. */
    Outcome send(int count, Duration apart, IntUnaryOperator publisher) {
        protocols.measure(false);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = next++;
            numbers.add(number);
            protocols.publish(
                    publisher.applyAsInt(i),
                    TOPIC,
                    ByteBuffer.allocate(4).putInt(number).array());
            cluster.settle(apart);
        }
        cluster.settle(PATIENCE);
        return outcome(numbers, cluster.up().size());
    }

    private Outcome outcome(List<Integer> numbers, int alive) {
        List<Double> each = new ArrayList<>();
        double reliability = 0;
        double worst = 1;
        double lastHop = 0;
        long hops = 0;
        long delivered = 0;
        for (int number : numbers) {
            Fate fate = fates.getOrDefault(number, new Fate());
            double part = (double) fate.delivered / alive;
            each.add(part);
            reliability += part;
            worst = Math.min(worst, part);
            lastHop += (double) fate.lastHop / numbers.size();
            hops += fate.hops;
            delivered += fate.delivered - 1;
        }
        return new Outcome(
                reliability / numbers.size(),
                worst,
                (double) protocols.messages(Kind.PUSH) / delivered - 1,
                lastHop,
                (double) hops / delivered,
                (double) protocols.messages(Kind.IHAVE) / numbers.size() / alive,
                (double) protocols.messages(Kind.GRAFT) / numbers.size(),
                each);
    }
}
