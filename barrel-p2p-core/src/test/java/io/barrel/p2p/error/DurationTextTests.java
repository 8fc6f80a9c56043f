package io.barrel.p2p.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTests {

    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);

    @ParameterizedTest
    @CsvSource({
        "PT0S,          0s",
        "PT0.000000001S, 1ns",
        "PT0.000001S,   1us",
        "PT0.001S,      1ms",
        "PT0.5S,        500ms",
        "PT0.0005S,     500us",
        "PT1S,          1s",
        "PT1.5S,        1500ms",
        "PT59S,         59s",
        "PT1M,          1m",
        "PT1M30S,       90s",
        "PT1M30.5S,     90500ms",
        "PT1H,          1h",
        "PT1H1S,        3601s",
        "P1D,           1d",
        "P1DT2H3M4S,    93784s",
        "P400D,         400d",
        "PT-1S,         -1s",
        "PT-1M-30S,     -90s",
        "PT-0.5S,       -500ms",
        "PT-1.5S,       -1500ms"
    })
    void durationIsWrittenAsInAConfiguration(Duration duration, String text) {
        assertThat(DurationText.of(duration)).isEqualTo(text);
    }

    @Test
    void extremesDoNotOverflow() {
        assertThat(DurationText.of(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)))
                .isEqualTo("9223372036854775807999999999ns");
        assertThat(DurationText.of(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo("-9223372036854775808s");
    }

    @Property
    void textTellsTheDurationExactly(@ForAll long seconds, @ForAll @IntRange(max = 999_999_999) int nanos) {
        Duration duration = Duration.ofSeconds(seconds, nanos);

        assertThat(nanosOf(DurationText.of(duration)))
                .isEqualTo(BigInteger.valueOf(seconds)
                        .multiply(BigInteger.valueOf(1_000_000_000))
                        .add(BigInteger.valueOf(nanos)));
    }

    @Test
    void refusalShowsDurationsInThatStyle() {
        assertThat(new InvalidConfigurationException("link.idle-timeout", Duration.ZERO, "must be at least 100ms"))
                .hasMessage("link.idle-timeout=0s must be at least 100ms");
    }

    private static BigInteger nanosOf(String text) {
        Matcher part = Pattern.compile("(\\d+)(ns|us|ms|s|m|h|d)").matcher(text);
        BigInteger sum = BigInteger.ZERO;
        while (part.find()) {
            sum = sum.add(new BigInteger(part.group(1))
                    .multiply(BigInteger.valueOf(Objects.requireNonNull(NANOS.get(part.group(2))))));
        }
        return text.startsWith("-") ? sum.negate() : sum;
    }
}
