package io.barrel.p2p.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures two processes that talk over loopback, this one and one that it starts: through this library and through QUIC alone,
 * in turn (benchmarks/README.md).
 */
public final class Pair {

    private static final int SMALL = 64;
    private static final int MEDIUM = 1 << 10;
    private static final int LARGE = 64 << 10;
    private static final int CALLERS = 64;

    private static final List<Workload> WORKLOADS = List.of(
            new OneCaller(SMALL),
            new ManyCallers(CALLERS, SMALL),
            new OneWay(SMALL),
            new OneWay(MEDIUM),
            new OneWay(LARGE),
            new Connects(SMALL));

    private Pair() {}

    /** Measures as the system properties say and prints what it writes. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Settings settings = Settings.ofSystem();
        run(settings);
        System.out.println(Files.readString(settings.output()));
    }

    /** Measures everything and writes it to the file of the settings. */
    static List<Comparison> run(Settings settings) throws IOException, InterruptedException {
        Path base = Files.createTempDirectory("barrel-p2p-bench");
        Path log = settings.output().resolveSibling("peer.log");
        try (OtherProcess other = OtherProcess.start(base, log);
                Side raw = new RawSide(other.ready().rawPort());
                Side ours =
                        new NodeSide(base, other.ready().called(), other.ready().door())) {
            List<Comparison> comparisons = new ArrayList<>();
            for (Workload workload : WORKLOADS) {
                comparisons.addAll(Comparison.measure(workload, raw, ours, settings));
            }
            Files.writeString(settings.output(), heading(settings) + Comparison.table(comparisons));
            return comparisons;
        } finally {
            delete(base);
        }
    }

    private static String heading(Settings settings) {
        return "Measured " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + " on "
                + Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + " " + System.getProperty("os.arch") + ", Java "
                + Runtime.version() + ": " + settings.rounds() + " rounds of "
                + settings.time().toMillis() + " ms for each side, after "
                + settings.warmup().toMillis()
                + " ms of warm-up. Median (least – greatest) of the rounds.\n\n";
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
