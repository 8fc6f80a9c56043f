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

    /** The nodes that are not up. */
    static NodeChoice down() {
        return cluster -> IntStream.range(0, cluster.size())
                .filter(index -> !cluster.isUp(index))
                .boxed()
                .toList();
    }
}
