package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.all;
import static io.barrel.p2p.test.NodeChoice.any;
import static io.barrel.p2p.test.NodeChoice.node;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A small cluster to which one random thing after the other happens, often within the latency of a message. */
class Scenario {

    private final SplittableRandom random;
    private final SimCluster cluster;
    private final int size;
    private final StringBuilder story = new StringBuilder();

    Scenario(long seed) {
        this(seed, cluster -> cluster);
    }

    /** The same with further settings of the cluster. */
    Scenario(long seed, UnaryOperator<SimCluster> settings) {
        random = new SplittableRandom(seed);
        size = random.nextInt(5, 13);
        int slowest = new int[] {3, 20, 300}[random.nextInt(3)];
        cluster = settings.apply(SimCluster.of(size)
                .seed(seed)
                .times(SimTimes.DEFAULT.withLatency(1, slowest))
                .checking());
    }

    /** Everything that happens, then long enough for every timer to have fired and every wait to have ended. */
    SimCluster play() {
        if (random.nextBoolean()) {
            cluster.startedAtOnceThrough(any(1 + random.nextInt(3)));
        }
        cluster.contactsAre(all());
        int steps = random.nextInt(5, 40);
        for (int i = 0; i < steps; i++) {
            step();
            cluster.settle(Duration.ofMillis(pause()));
        }
        boolean everybodyReturns = random.nextBoolean();
        NodeChoice returning = nodes -> all().of(nodes).stream()
                .filter(index -> everybodyReturns || !nodes.hasLeft(index))
                .toList();
        mend();
        return cluster.start(returning).settle(Duration.ofMinutes(5));
    }

    /** Ends what would go on otherwise. */
    void mend() {
        cluster.heal();
    }

    private int pause() {
        return switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1, 50);
            default -> random.nextInt(50, 5_000);
        };
    }

    void step() {
        int one = random.nextInt(size);
        int other = (one + 1 + random.nextInt(size - 1)) % size;
        int what = random.nextInt(10);
        tell(what, one, other);
        switch (what) {
            case 0, 1 -> cluster.crash(node(one));
            case 2, 3 -> cluster.start(node(one));
            case 4 -> leave(one);
            case 5, 6 -> cluster.boot(node(one)).join(one, other);
            case 7 -> cluster.boot(node(one, other)).join(one, other).join(other, one);
            case 8 -> cluster.replaceLinks(0.3);
            default -> {
                if (random.nextBoolean()) {
                    cluster.partition(node(one));
                } else {
                    cluster.heal();
                }
            }
        }
    }

    void leave(int index) {
        cluster.leave(node(index));
    }

    void tell(int what, int one, int other) {
        story.append(' ')
                .append(what)
                .append('(')
                .append(one)
                .append(',')
                .append(other)
                .append(')');
    }

    SplittableRandom random() {
        return random;
    }

    SimCluster cluster() {
        return cluster;
    }

    int size() {
        return size;
    }

    @Override
    public String toString() {
        return size + " nodes:" + story;
    }
}
