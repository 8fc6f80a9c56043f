package io.barrel.p2p.test;

import java.util.Collection;

/** What is done to nodes, and whether it can be done to a node in its state. */
final class Faults {

    private final TestCluster cluster;

    Faults(TestCluster cluster) {
        this.cluster = cluster;
    }

    void partition(Collection<TestNode> side) {
        for (TestNode inside : side) {
            for (TestNode outside : cluster.nodes()) {
                if (!side.contains(outside)) {
                    cluster.cut(inside, outside);
                    cluster.cut(outside, inside);
                }
            }
        }
    }

    void pause(TestNode node) {
        require(node, TestNode.State.RUNNING);
        node.place().pause();
        node.state(TestNode.State.PAUSED);
    }

    void resume(TestNode node) {
        require(node, TestNode.State.PAUSED);
        node.state(TestNode.State.RUNNING);
        node.place().resume();
    }

    void crash(TestNode node) {
        if (node.runs()) {
            node.state(TestNode.State.CRASHED);
            node.place().crash();
            node.p2p().stop();
        }
    }

    void stop(TestNode node) {
        if (node.state() == TestNode.State.PAUSED) {
            resume(node);
        }
        if (node.runs()) {
            node.p2p().stop();
            node.state(TestNode.State.STOPPED);
        }
    }

    private static void require(TestNode node, TestNode.State state) {
        if (node.state() != state) {
            throw new IllegalStateException(node.name() + " is " + node.state() + ", not " + state);
        }
    }
}
