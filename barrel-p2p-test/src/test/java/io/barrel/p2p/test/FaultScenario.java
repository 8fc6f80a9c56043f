package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.all;
import static io.barrel.p2p.test.NodeChoice.any;
import static io.barrel.p2p.test.NodeChoice.node;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * A scenario in which the network and the machines are worse than QUIC and Linux let them be. Apart from the other, so
 * that its seeds keep their meaning.
 */
class FaultScenario extends Scenario {

    FaultScenario(long seed) {
        super(seed);
    }

    FaultScenario(long seed, UnaryOperator<SimCluster> settings) {
        super(seed, settings);
    }

    @Override
    void step() {
        SplittableRandom random = random();
        if (random.nextBoolean()) {
            super.step();
            return;
        }
        int one = random.nextInt(size());
        int other = (one + 1 + random.nextInt(size() - 1)) % size();
        int what = 20 + random.nextInt(8);
        tell(what, one, other);
        switch (what) {
            case 20 -> cluster().pause(node(one));
            case 21 -> cluster().resume(all());
            case 22 -> cluster().slow(node(one), Duration.ofMillis(random.nextInt(200)));
            case 23 -> cluster().loss(random.nextInt(4) * 0.1);
            case 24 -> cluster().loss(node(one), node(other), random.nextBoolean() ? 1 : 0.5);
            case 25 -> cluster().duplication(random.nextInt(4) * 0.1);
            case 26 -> cluster().reordering(random.nextInt(4) * 0.1);
            default -> cluster().islands(node(one, other), any(1 + random.nextInt(size() / 2)));
        }
    }

    @Override
    void mend() {
        super.mend();
        cluster()
                .resume(all())
                .slow(all(), Duration.ZERO)
                .loss(0)
                .duplication(0)
                .reordering(0);
    }
}
