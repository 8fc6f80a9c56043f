package io.barrel.p2p;

import static org.awaitility.Awaitility.await;

import io.barrel.p2p.RequestLoad.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A million requests of 64 threads to one node, at the rate it sustains. Not part of the build: docs/evidence/real-faults.md tells how
 * to run it; {@link RequestLoadTests} does the same in small.
 */
class MillionRequests {

    private static final Path FIGURES = Path.of("target", "load", "million.md");
    private static final int REQUESTS = 1_000_000;

    @Test
    void areAllAnsweredInOrder(@TempDir Path base) throws IOException, InterruptedException {
        try (LoadedPair pair = LoadedPair.start(base)) {
            Result result = pair.load(REQUESTS);
            String line = String.format(
                    Locale.ROOT,
                    "%,d requests of %d threads in %.1f s (%,.0f a second): heap %.1f to %.1f MiB, direct %.1f to %.1f MiB, at most %.1f",
                    result.answered(),
                    LoadedPair.THREADS,
                    result.nanos() / 1e9,
                    result.answered() * 1e9 / result.nanos(),
                    mebibytes(result.before().heap()),
                    mebibytes(result.after().heap()),
                    mebibytes(result.before().direct()),
                    mebibytes(result.after().direct()),
                    mebibytes(result.mostDirect()));
            System.out.println(line);
            Files.createDirectories(FIGURES.getParent());
            Files.writeString(FIGURES, line + "\n");
            LoadedPair.assertSound(result, REQUESTS);
            await().until(() -> pair.from().p2p.messaging().status().pending() == 0);
        }
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }
}
