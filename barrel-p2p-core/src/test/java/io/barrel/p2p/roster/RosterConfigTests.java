package io.barrel.p2p.roster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RosterConfigTests {

    /** Least and greatest value of each property, in milliseconds, the timeout being 5 s and its minimum 100 ms. */
    @ParameterizedTest
    @CsvSource({
        "roster.suspicion-timeout, 100, 300000",
        "roster.suspicion-min, 100, 5000",
        "roster.probe-period, 1000, 3600000",
        "roster.dead-retention, 60000, 2592000000"
    })
    void boundsNameTheProperty(String property, long least, long greatest) {
        for (long good : List.of(least, greatest)) {
            assertThatCode(() -> with(property, good)).doesNotThrowAnyException();
        }
        for (long bad : List.of(least - 1, greatest + 1)) {
            assertThatExceptionOfType(InvalidConfigurationException.class)
                    .isThrownBy(() -> with(property, bad))
                    .withMessageContaining(property);
        }
    }

    private static RosterConfig with(String property, long value) {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("roster.suspicion-timeout", 5_000L);
        values.put("roster.suspicion-min", 100L);
        values.put("roster.probe-period", 10_000L);
        values.put("roster.dead-retention", 60_000L);
        values.put(property, value);
        List<Duration> durations =
                values.values().stream().map(Duration::ofMillis).toList();
        return new RosterConfig(durations.get(0), durations.get(1), durations.get(2), durations.get(3));
    }
}
