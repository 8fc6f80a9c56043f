package io.barrel.p2p.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FuzzResultTests {

    private static final FuzzTarget TARGET = new FuzzTarget(Defective.class, "breaksOnItsWord");
    private static final String GOOD = """
            #90\tDONE   cov: 945 ft: 1924 corp: 256/7034b lim: 429 exec/s: 45 rss: 710Mb
            Done 90 runs in 2 second(s)
            stat::number_of_executed_units: 90
            stat::average_exec_per_sec:     45
            """;

    @Test
    void runWithoutAFindingIsGood() {
        FuzzResult result = FuzzResult.of(TARGET, 0, GOOD);
        assertThat(result.isGood()).isTrue();
        assertThat(result.row()).isEqualTo("| Defective.breaksOnItsWord | 90 | 45 | 945 | none |");
    }

    @Test
    void fuzzerThatDidNotRunIsNotGood() {
        assertThat(FuzzResult.of(TARGET, 0, "").isGood()).isFalse();
        assertThat(FuzzResult.of(TARGET, 0, GOOD.replace("units: 90", "units: 0"))
                        .isGood())
                .isFalse();
    }

    @Test
    void fuzzerThatSeesNoCodeIsNotGood() {
        assertThat(FuzzResult.of(TARGET, 0, GOOD.replace("cov: 945 ", "")).isGood())
                .isFalse();
    }

    @Test
    void processThatFailedIsNotGood() {
        assertThat(FuzzResult.of(TARGET, 1, GOOD).isGood()).isFalse();
    }

    @Test
    void findingIsTold() {
        FuzzResult result = FuzzResult.of(TARGET, 77, """
                == Java Exception: java.lang.IllegalStateException: the word was said
                \tat io.barrel.p2p.fuzz.Defective.breaksOnItsWord(Defective.java:12)
                """ + GOOD);
        assertThat(result.isGood()).isFalse();
        assertThat(result.verdict())
                .contains("IllegalStateException: the word was said")
                .contains("Defective.java:12");
    }
}
