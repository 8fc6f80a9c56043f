package io.barrel.p2p.test.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long something took, again and again, in nanoseconds. */
record Times(List<Long> sorted) {

    /** In any order. */
    Times {
        List<Long> times = new ArrayList<>(sorted);
        Collections.sort(times);
        sorted = List.copyOf(times);
    }

    /** Milliseconds within which that many of a hundred were. */
    double millis(int percentile) {
        int index = (int) Math.ceil(percentile / 100.0 * sorted.size()) - 1;
        return sorted.get(index) / 1e6;
    }
}
