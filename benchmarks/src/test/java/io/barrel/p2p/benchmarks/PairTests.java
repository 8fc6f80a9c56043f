package io.barrel.p2p.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the two processes run and count right, with next to no time for each measurement. Nothing is timed. */
class PairTests {

    @TempDir
    Path directory;

    @Test
    void bothSidesAreMeasuredInTurnAndLoseNothing() throws IOException, InterruptedException {
        Path output = directory.resolve("results").resolve("pair.md");
        List<Comparison> comparisons = Pair.run(new Settings(2, Duration.ofMillis(20), Duration.ofMillis(20), output));
        assertThat(comparisons)
                .extracting(comparison -> comparison.figure().unit())
                .containsExactly(
                        "µs",
                        "µs",
                        "requests/s",
                        "messages/s",
                        "MB/s",
                        "messages/s",
                        "MB/s",
                        "messages/s",
                        "MB/s",
                        "ms");
        assertThat(comparisons).allSatisfy(comparison -> {
            assertThat(comparison.raw()).hasSize(2).doesNotContain(0.0);
            assertThat(comparison.ours()).hasSize(2).doesNotContain(0.0);
        });
        assertThat(Files.readString(output))
                .contains("| Request of 64 B, 1 caller, p50 | µs |", "| One way, 64 KiB | MB/s |");
    }

    @Test
    void tableShowsMedianLeastAndGreatestAndTheRatioOfMedians() {
        Comparison comparison = new Comparison(
                new Workload.Figure("Requests", "requests/s"),
                List.of(40_000.0, 50_000.0, 10_000.0),
                List.of(12.0, 8.0, 20.0));
        assertThat(Comparison.table(List.of(comparison)))
                .contains("| Requests | requests/s | 40,000 (10,000 – 50,000) | 12.0 (8.00 – 20.0) | 0.00 |");
        assertThat(Comparison.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    }

    @Test
    void percentilesAreSamples() {
        Samples samples = new Samples();
        for (int i = 100_000; i > 0; i--) {
            samples.add(i);
        }
        assertThat(samples.percentile(0.5)).isEqualTo(50_000);
        assertThat(samples.percentile(0.99)).isEqualTo(99_000);
        assertThat(samples.percentile(0)).isEqualTo(1);
        assertThat(samples.percentile(1)).isEqualTo(100_000);
    }
}
