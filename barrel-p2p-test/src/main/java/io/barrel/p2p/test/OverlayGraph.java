package io.barrel.p2p.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * An overlay at one moment as a graph: nodes are numbered, and an edge leads from each node that takes part to each peer
 * in its active view, whether that one knows or not. What the literature measures of overlays is computed from it.
 */
public final class OverlayGraph {

    private static final int[] NONE = {};

    private final int[][] edges;
    private final BitSet present;
    private final OneWay times;

    /**
     * A graph.
     *
     * @param edges for each node the nodes it sends to; no matter for those that do not take part
     * @param present who takes part
     * @param times how long a message is on its way
     */
    OverlayGraph(int[][] edges, BitSet present, OneWay times) {
        this.edges = edges.clone();
        this.present = (BitSet) present.clone();
        this.times = times;
    }

    /** How long a message is on its way. */
    @FunctionalInterface
    interface OneWay {

        /** Milliseconds from one node to another. */
        double millis(int from, int to);
    }

    /**
     * A message that each node passes on to all its peers when it first hears it.
     *
     * @param reached nodes that hear it, the source included
     * @param nodes nodes that take part
     * @param meanHops how many hops it took, on average over the nodes that hear it
     * @param maxHops how many hops it took to the last of them
     */
    public record Flood(int reached, int nodes, double meanHops, int maxHops) {

        /** The part of the nodes that hear it (DSN 2007, section 2.5). */
        public double reliability() {
            return (double) reached / nodes;
        }
    }

    /**
     * The same message in time.
     *
     * @param mean when it is heard, in milliseconds, on average over the nodes that hear it
     * @param last when the last of them hears it
     */
    public record Delivery(double mean, double last) {}

    /** How many nodes take part. */
    public int size() {
        return present.cardinality();
    }

    /** Up to so many different nodes that take part, at random. */
    public int[] sample(int count, RandomGenerator random) {
        int[] nodes = present.stream().toArray();
        int drawn = Math.min(count, nodes.length);
        for (int i = 0; i < drawn; i++) {
            int chosen = i + random.nextInt(nodes.length - i);
            int node = nodes[chosen];
            nodes[chosen] = nodes[i];
            nodes[i] = node;
        }
        return Arrays.copyOf(nodes, drawn);
    }

    /** A message from a node that takes part. */
    public Flood flood(int source) {
        int[] hops = hops(source);
        int reached = 0;
        long sum = 0;
        int max = 0;
        for (int hop : hops) {
            if (hop >= 0) {
                reached++;
                sum += hop;
                max = Math.max(max, hop);
            }
        }
        return new Flood(reached, size(), (double) sum / reached, max);
    }

    /** Hops from the source to each node, -1 where there is no way. */
    private int[] hops(int source) {
        int[] hops = new int[edges.length];
        Arrays.fill(hops, -1);
        int[] order = new int[edges.length];
        int found = 0;
        hops[source] = 0;
        order[found++] = source;
        for (int next = 0; next < found; next++) {
            int node = order[next];
            for (int peer : out(node)) {
                if (hops[peer] < 0 && present.get(peer)) {
                    hops[peer] = hops[node] + 1;
                    order[found++] = peer;
                }
            }
        }
        return hops;
    }

    /** When each node hears a message, if nothing but the ways takes time (Dijkstra). */
    public Delivery delivery(int source) {
        double[] heard = new double[edges.length];
        Arrays.fill(heard, Double.POSITIVE_INFINITY);
        PriorityQueue<Arrival> arrivals = new PriorityQueue<>();
        arrivals.add(new Arrival(source, 0));
        double sum = 0;
        double last = 0;
        int reached = 0;
        while (true) {
            Arrival arrival = arrivals.poll();
            if (arrival == null) {
                return new Delivery(sum / reached, last);
            }
            int node = arrival.node;
            if (heard[node] <= arrival.time) {
                continue;
            }
            heard[node] = arrival.time;
            sum += arrival.time;
            last = arrival.time;
            reached++;
            for (int peer : out(node)) {
                double time = arrival.time + times.millis(node, peer);
                if (present.get(peer) && time < heard[peer]) {
                    arrivals.add(new Arrival(peer, time));
                }
            }
        }
    }

    private record Arrival(int node, double time) implements Comparable<Arrival> {

        @Override
        public int compareTo(Arrival other) {
            int byTime = Double.compare(time, other.time);
            return byTime != 0 ? byTime : Integer.compare(node, other.node);
        }
    }

    /** The mean of the hops from each of the sources to each node it reaches, itself excluded; 0 if there is none. */
    public double averagePath(int... sources) {
        long sum = 0;
        long pairs = 0;
        for (int source : sources) {
            for (int hop : hops(source)) {
                if (hop > 0) {
                    sum += hop;
                    pairs++;
                }
            }
        }
        return pairs == 0 ? 0 : (double) sum / pairs;
    }

    /**
     * Of the pairs that could be made of a node's peers, the part that are each other's peers, averaged over all nodes
     * (Watts and Strogatz, Nature 393, 1998); a node with fewer than two peers counts as 0. Directions do not matter.
     */
    public double clusteringCoefficient() {
        BitSet[] peers = undirected();
        double sum = 0;
        for (int node = present.nextSetBit(0); node >= 0; node = present.nextSetBit(node + 1)) {
            int[] around = peers[node].stream().toArray();
            int closed = 0;
            for (int i = 0; i < around.length; i++) {
                for (int j = i + 1; j < around.length; j++) {
                    closed += peers[around[i]].get(around[j]) ? 1 : 0;
                }
            }
            if (around.length > 1) {
                sum += 2.0 * closed / (around.length * (around.length - 1));
            }
        }
        return present.isEmpty() ? 0 : sum / size();
    }

    private BitSet[] undirected() {
        BitSet[] peers = new BitSet[edges.length];
        Arrays.setAll(peers, node -> new BitSet());
        present.stream().forEach(node -> {
            for (int peer : out(node)) {
                if (present.get(peer)) {
                    peers[node].set(peer);
                    peers[peer].set(node);
                }
            }
        });
        return peers;
    }

    /** How many nodes have so many peers in their active view that take part. */
    public NavigableMap<Integer, Integer> degrees() {
        int[] degrees = new int[edges.length];
        present.stream()
                .forEach(node -> degrees[node] =
                        (int) Arrays.stream(out(node)).filter(present::get).count());
        return histogram(degrees);
    }

    /** How many nodes are in the active views of so many nodes that take part. */
    public NavigableMap<Integer, Integer> inDegrees() {
        int[] degrees = new int[edges.length];
        present.stream().forEach(node -> {
            for (int peer : out(node)) {
                degrees[peer]++;
            }
        });
        return histogram(degrees);
    }

    private NavigableMap<Integer, Integer> histogram(int[] degrees) {
        NavigableMap<Integer, Integer> histogram = new TreeMap<>();
        present.stream().forEach(node -> histogram.merge(degrees[node], 1, Integer::sum));
        return histogram;
    }

    /** The sizes of the parts that hang together by edges which both ends have, largest first. */
    public List<Integer> components() {
        BitSet left = (BitSet) present.clone();
        List<Integer> sizes = new ArrayList<>();
        for (int node = left.nextSetBit(0); node >= 0; node = left.nextSetBit(node + 1)) {
            left.clear(node);
            sizes.add(reach(node, left));
        }
        sizes.sort((one, other) -> Integer.compare(other, one));
        return sizes;
    }

    private int reach(int start, BitSet left) {
        int[] order = new int[left.cardinality() + 1];
        int found = 0;
        order[found++] = start;
        for (int next = 0; next < found; next++) {
            for (int peer : out(order[next])) {
                if (left.get(peer) && leads(peer, order[next])) {
                    left.clear(peer);
                    order[found++] = peer;
                }
            }
        }
        return found;
    }

    /** How many edges, each counted once whichever end has it, join nodes of different zones. */
    public int edgesAcross(IntUnaryOperator zone) {
        BitSet[] peers = undirected();
        int across = 0;
        for (int node = 0; node < peers.length; node++) {
            for (int peer = peers[node].nextSetBit(node + 1); peer >= 0; peer = peers[node].nextSetBit(peer + 1)) {
                across += zone.applyAsInt(node) != zone.applyAsInt(peer) ? 1 : 0;
            }
        }
        return across;
    }

    private boolean leads(int from, int to) {
        for (int peer : out(from)) {
            if (peer == to) {
                return true;
            }
        }
        return false;
    }

    private int[] out(int node) {
        return present.get(node) ? edges[node] : NONE;
    }
}
