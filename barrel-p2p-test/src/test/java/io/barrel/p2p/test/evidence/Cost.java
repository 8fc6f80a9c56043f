package io.barrel.p2p.test.evidence;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;

/** What runs cost: inputs handled and processor time until an overlay was stable; in all, time and the most heap in use. */
final class Cost {

    private final long begin = System.nanoTime();
    private final Table table =
            new Table("run", "inputs_until_stable", "cpu_seconds_until_stable", "wall_seconds", "heap_mib");

    void add(String run, long inputs, double cpuSeconds) {
        table.add(run, inputs, cpuSeconds, "", "");
    }

    /** A last line about all runs together: the wall's time, and the sum of the greatest sizes of the parts of the heap. */
    void total() {
        table.add("all", "", "", (System.nanoTime() - begin) / 1e9, peakHeap() >> 20);
    }

    /** Processor time of this thread. */
    static double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    void write(Path file) throws IOException {
        table.write(file);
    }
}
