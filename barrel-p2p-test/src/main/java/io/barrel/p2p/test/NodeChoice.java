package io.barrel.p2p.test;

import java.util.List;
import java.util.stream.IntStream;

/** Which nodes of a cluster something happens to; read as part of a sentence: {@code cluster.crash(half())}. */
@FunctionalInterface
public interface NodeChoice {

    /** The indexes of the chosen nodes. */
    List<Integer> of(SimCluster cluster);

    /** Node 0. */
    static NodeChoice first() {
        return node(0);
    }

    /** These nodes. */
    static NodeChoice node(int... indexes) {
        List<Integer> chosen = IntStream.of(indexes).boxed().toList();
        return cluster -> chosen;
    }

    /** All nodes, up or not. */
    static NodeChoice all() {
        return cluster -> IntStream.range(0, cluster.size()).boxed().toList();
    }

    /** Half of the nodes that are up, at random. */
    static NodeChoice half() {
        return cluster -> cluster.anyUp(cluster.up().size() / 2);
    }

    /** So many of the nodes that are up, at random. */
    static NodeChoice any(int count) {
        return cluster -> cluster.anyUp(count);
    }

    /**
     * This part of the nodes that are up, at random.
     *
     * @param part from 0 to 1
     */
    static NodeChoice part(double part) {
        return cluster -> cluster.anyUp((int) Math.round(part * cluster.up().size()));
    }

    /** The nodes from one index to another, the latter excluded. */
    static NodeChoice range(int from, int to) {
        return cluster -> IntStream.range(from, to).boxed().toList();
    }

    /** The nodes of a zone, as the cluster's {@link Latency} says. */
    static NodeChoice zone(int zone) {
        return cluster -> IntStream.range(0, cluster.size())
                .filter(index -> cluster.zone(index) == zone)
                .boxed()
                .toList();
    }

    /** The nodes that are not up. */
    static NodeChoice down() {
        return cluster -> IntStream.range(0, cluster.size())
                .filter(index -> !cluster.isUp(index))
                .boxed()
                .toList();
    }
}
