package io.barrel.p2p.benchmarks;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much to measure.
 *
 * @param rounds how often each side is measured; medians over the rounds are reported
 * @param time how long one measurement takes
 * @param warmup how long each side runs before its first measurement, for each workload anew
 * @param output the file the results are written to; the log of the other process goes beside it
 */
public record Settings(int rounds, Duration time, Duration warmup, Path output) {

    /** Those of the system properties {@code bench.rounds}, {@code bench.seconds}, {@code bench.warmup}, {@code bench.output}. */
    static Settings ofSystem() {
        return new Settings(
                Integer.getInteger("bench.rounds", 5),
                seconds("bench.seconds", "3"),
                seconds("bench.warmup", "8"),
                Path.of(System.getProperty("bench.output", "target/bench/pair.md")));
    }

    private static Duration seconds(String property, String otherwise) {
        return Duration.ofMillis(Math.round(1_000 * Double.parseDouble(System.getProperty(property, otherwise))));
    }
}
