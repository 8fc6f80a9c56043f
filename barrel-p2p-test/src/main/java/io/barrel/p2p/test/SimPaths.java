package io.barrel.p2p.test;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The ways between nodes: who reaches whom, how long it takes, and what happens to messages there. Chance is drawn only
 * for what can happen, so that a fault that is off changes nothing in a run.
 */
final class SimPaths {

    /** What a lost packet costs at least besides the way there and back (max_ack_delay, RFC 9000, section 18.2). */
    private static final double MAX_ACK_DELAY = 25;

    private final SimTimes times;
    private final SplittableRandom random;
    private final long seed;
    private final List<Rate> rates = new ArrayList<>();
    private @Nullable Latency latency;
    private int[] island;
    private double loss;
    private double duplication;
    private double reordering;

    SimPaths(int size, long seed, SimTimes times, SplittableRandom random) {
        this.times = times;
        this.random = random;
        this.seed = seed;
        this.island = new int[size];
    }

    /** Loss from some nodes to others, instead of the general one. */
    private record Rate(BitSet from, BitSet to, double loss) {}

    void latency(@Nullable Latency newLatency) {
        latency = newLatency;
    }

    void loss(double probability) {
        loss = probability;
    }

    void loss(List<SimNode> from, List<SimNode> to, double probability) {
        rates.add(new Rate(indexes(from), indexes(to), probability));
    }

    private static BitSet indexes(List<SimNode> nodes) {
        BitSet indexes = new BitSet();
        nodes.forEach(node -> indexes.set(node.index()));
        return indexes;
    }

    void duplication(double probability) {
        duplication = probability;
    }

    void reordering(double probability) {
        reordering = probability;
    }

    void island(SimNode node, int number) {
        island[node.index()] = number;
    }

    /** Everybody reaches everybody, and only the general loss is left. */
    void heal() {
        island = new int[island.length];
        rates.clear();
    }

    private double rate(SimNode from, SimNode to) {
        for (int i = rates.size() - 1; i >= 0; i--) {
            Rate rate = rates.get(i);
            if (rate.from.get(from.index()) && rate.to.get(to.index())) {
                return rate.loss;
            }
        }
        return loss;
    }

    /** Whether anything that one node sends arrives at the other. */
    boolean carries(SimNode from, SimNode to) {
        return island[from.index()] == island[to.index()] && rate(from, to) < 1;
    }

    /** Whether two nodes can have a link. */
    boolean connects(SimNode one, SimNode other) {
        return carries(one, other) && carries(other, one);
    }

    /** How long a message is on its way, if no packet of it is lost. */
    long way(SimNode from, SimNode to) {
        Latency chosen = latency;
        if (chosen == null) {
            return random.nextInt(times.latencyMin(), times.latencyMax());
        }
        return Math.round(chosen.draw(base(chosen, from.index(), to.index()), random));
    }

    /** How much later a message arrives because packets of it are lost and sent again, each time after twice the wait. */
    long repeats(SimNode from, SimNode to) {
        double rate = rate(from, to);
        if (rate <= 0) {
            return 0;
        }
        double wait = rtt(from.index(), to.index()) + MAX_ACK_DELAY;
        double late = 0;
        while (late <= times.detectionMax() && random.nextDouble() < rate) {
            late += wait;
            wait *= 2;
        }
        return Math.round(late);
    }

    /** Whether a message arrives twice. */
    boolean duplicates() {
        return duplication > 0 && random.nextDouble() < duplication;
    }

    /** Whether a message may arrive before others that were sent before it, or after others sent after it. */
    boolean reorders() {
        return reordering > 0 && random.nextDouble() < reordering;
    }

    /** The time there and back, without what chance adds: the same throughout a run. */
    double rtt(int one, int other) {
        Latency chosen = latency;
        return chosen == null ? times.latencyMin() + times.latencyMax() - 1 : 2 * base(chosen, one, other);
    }

    int zone(int node) {
        Latency chosen = latency;
        return chosen == null ? 0 : chosen.zone(node);
    }

    private double base(Latency chosen, int one, int other) {
        return chosen.base(one, other, pair(Math.min(one, other), Math.max(one, other)));
    }

    /** The bits of a pair (SplitMix64: Steele, Lea, Flood, OOPSLA 2014). */
    private long pair(int low, int high) {
        long bits = seed + 0x9e3779b97f4a7c15L * (((long) low << 32 | high) + 1);
        bits = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ bits >>> 27) * 0x94d049bb133111ebL;
        return bits ^ bits >>> 31;
    }
}
