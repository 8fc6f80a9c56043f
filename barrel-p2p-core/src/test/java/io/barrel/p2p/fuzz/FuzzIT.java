package io.barrel.p2p.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fuzzes every target for a moment; docs/fuzzing.md says how to do it for longer, and what to do about a finding. */
class FuzzIT {

    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 1);
    private static final String ONLY = System.getProperty("fuzz.target", "");

    /** The short run among the tests takes the same each time, so that no build fails for what it did not change. */
    private static final long SEED = Long.getLong("fuzz.seed", SECONDS == 1 ? 1 : 1 + new Random().nextInt(1_000_000));

    private static final Path WORK = Path.of("target", "fuzz").toAbsolutePath();

    @Test
    void everyTargetRunsAndFindsNothing() throws Exception {
        List<FuzzTarget> targets = FuzzTarget.all().stream()
                .filter(target -> target.toString().contains(ONLY))
                .toList();
        assertThat(targets).as("targets named like '%s'", ONLY).isNotEmpty();
        FuzzProcess processes = new FuzzProcess(WORK, SECONDS, SEED);
        List<FuzzResult> results = run(processes, targets);
        StringBuilder table = new StringBuilder("Fuzzed for " + SECONDS + " s each, seed " + SEED + "\n\n")
                .append("| Target | Executions | Per second | Edges | Findings |\n|---|---:|---:|---:|---|\n");
        results.forEach(result -> table.append(result.row()).append('\n'));
        System.out.println(table);
        assertThat(results)
                .as("logs and findings are in %s", WORK)
                .allSatisfy(result -> assertThat(result.isGood())
                        .as("%s: %s", result.target(), result.verdict())
                        .isTrue());
    }

    /** As many at once as there are processors. */
    private static List<FuzzResult> run(FuzzProcess processes, List<FuzzTarget> targets)
            throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<FuzzResult>> running = new ArrayList<>();
            targets.forEach(target -> running.add(pool.submit(() -> processes.run(target))));
            List<FuzzResult> results = new ArrayList<>();
            for (Future<FuzzResult> future : running) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void defectIsFoundAndCounted(@TempDir Path work) throws InterruptedException {
        FuzzProcess processes = new FuzzProcess(work, 20, SEED);
        FuzzResult result = processes.run(FuzzTarget.of(Defective.class).get(0));

        assertThat(result.isGood()).isFalse();
        assertThat(result.finding()).contains("IllegalStateException");
        assertThat(work.resolve("findings/Defective.breaksOnItsWord")).isDirectoryContaining("glob:**crash-*");
    }
}
