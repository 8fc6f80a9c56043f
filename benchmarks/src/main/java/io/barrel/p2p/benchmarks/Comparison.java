package io.barrel.p2p.benchmarks;

import io.barrel.p2p.benchmarks.Workload.Figure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What came of one figure on both sides.
 *
 * @param figure what it is
 * @param raw QUIC alone, one value for each round
 * @param ours this library, the same
 */
record Comparison(Figure figure, List<Double> raw, List<Double> ours) {

    /** Measures the sides in turn, so that what disturbs one disturbs the other; who begins changes from round to round. */
    static List<Comparison> measure(Workload workload, Side raw, Side ours, Settings settings)
            throws InterruptedException {
        List<Figure> figures = workload.figures();
        List<Comparison> comparisons = figures.stream()
                .map(figure -> new Comparison(figure, new ArrayList<>(), new ArrayList<>()))
                .toList();
        workload.run(raw, settings.warmup());
        workload.run(ours, settings.warmup());
        for (int round = 0; round < settings.rounds(); round++) {
            boolean rawFirst = round % 2 == 0;
            double[] first = workload.run(rawFirst ? raw : ours, settings.time());
            double[] second = workload.run(rawFirst ? ours : raw, settings.time());
            for (int i = 0; i < figures.size(); i++) {
                comparisons.get(i).raw.add(rawFirst ? first[i] : second[i]);
                comparisons.get(i).ours.add(rawFirst ? second[i] : first[i]);
            }
        }
        return comparisons;
    }

    /** A markdown table: the median of the rounds, and the least and the greatest. */
    static String table(List<Comparison> comparisons) {
        List<String> lines = new ArrayList<>();
        lines.add("| What | Unit | Raw QUIC | Barrel P2P | Barrel P2P / raw |");
        lines.add("|---|---|---|---|---|");
        for (Comparison comparison : comparisons) {
            lines.add("| " + comparison.figure.what() + " | " + comparison.figure.unit() + " | " + cell(comparison.raw)
                    + " | " + cell(comparison.ours) + " | " + number(comparison.ratio()) + " |");
        }
        return String.join("\n", lines) + "\n";
    }

    /** Median by median. */
    double ratio() {
        return median(ours) / median(raw);
    }

    private static String cell(List<Double> rounds) {
        double least = Collections.min(rounds);
        double greatest = Collections.max(rounds);
        return number(median(rounds)) + " (" + number(least) + " – " + number(greatest) + ")";
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    private static String number(double value) {
        String format = value >= 1_000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
