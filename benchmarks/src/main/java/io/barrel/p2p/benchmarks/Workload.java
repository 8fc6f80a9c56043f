package io.barrel.p2p.benchmarks;

import java.time.Duration;
import java.util.List;

/** Something that is measured. */
interface Workload {

    /**
     * A figure.
     *
     * @param what what it tells
     * @param unit its unit
     */
    record Figure(String what, String unit) {}

    /** What {@link #run} tells, in its order. */
    List<Figure> figures();

    /**
     * Keeps a side busy for about that long, and at least once.
     *
     * @return one value for each figure
     * @throws IllegalStateException if something was lost or wrong
     */
    double[] run(Side side, Duration time) throws InterruptedException;
}
