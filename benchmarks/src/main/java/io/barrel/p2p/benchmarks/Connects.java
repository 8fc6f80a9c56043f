package io.barrel.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Connects anew, again and again. */
final class Connects implements Workload {

    private static final double MILLIS = 1e6;

    private final int size;

    Connects(int size) {
        this.size = size;
    }

    @Override
    public List<Figure> figures() {
        return List.of(new Figure("Connect until the first reply, p50", "ms"));
    }

    @Override
    public double[] run(Side side, Duration time) throws InterruptedException {
        Samples samples = new Samples();
        long end = System.nanoTime() + time.toNanos();
        do {
            samples.add(side.connect(ByteBuffer.allocate(size)));
        } while (System.nanoTime() - end < 0);
        return new double[] {samples.percentile(0.5) / MILLIS};
    }
}
