package io.barrel.p2p.fuzz;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of fuzzing a target.
 *
 * @param exit the exit code of its process
 * @param executions how many inputs it was called with
 * @param perSecond the same for each second
 * @param coverage edges of the code that were seen
 * @param finding what went wrong with an input; empty if nothing did
 */
record FuzzResult(FuzzTarget target, int exit, long executions, long perSecond, long coverage, String finding) {

    private static final Pattern EXECUTIONS = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");
    private static final Pattern PER_SECOND = Pattern.compile("stat::average_exec_per_sec:\\s*(\\d+)");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+)");
    private static final Pattern FINDING = Pattern.compile("== (?:Java Exception|libFuzzer crashing input).*\\R(.*)");

    /** Reads what the process of a target printed. */
    static FuzzResult of(FuzzTarget target, int exit, String log) {
        return new FuzzResult(
                target, exit, last(EXECUTIONS, log), last(PER_SECOND, log), last(COVERAGE, log), finding(log));
    }

    private static String finding(String log) {
        Matcher matcher = FINDING.matcher(log);
        return matcher.find() ? matcher.group().strip().replaceAll("\\s+", " ") : "";
    }

    private static long last(Pattern pattern, String log) {
        long found = 0;
        for (Matcher matcher = pattern.matcher(log); matcher.find(); ) {
            found = Long.parseLong(matcher.group(1));
        }
        return found;
    }

    /** Whether it ran and found nothing: a fuzzer that did not run has shown nothing, and one that sees no code fuzzes blindly. */
    boolean isGood() {
        return exit == 0 && executions > 0 && coverage > 0 && finding.isEmpty();
    }

    String verdict() {
        if (isGood()) {
            return "none";
        }
        return finding.isEmpty() ? "did not run well, exit code " + exit : finding;
    }

    /** A row of the table in docs/fuzzing.md. */
    String row() {
        return "| %s | %,d | %,d | %,d | %s |".formatted(target, executions, perSecond, coverage, verdict());
    }
}
