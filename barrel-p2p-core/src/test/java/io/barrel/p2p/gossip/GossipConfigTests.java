package io.barrel.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GossipConfigTests {

    /** Least and greatest value of each property; times in milliseconds, {@code maxBroadcast} being 100. */
    @ParameterizedTest
    @CsvSource({
        "gossip.max-broadcast, 1, 1048576",
        "gossip.announce-delay, 1, 1000",
        "gossip.graft-timeout, 10, 10000",
        "gossip.next-graft-timeout, 10, 10000",
        "gossip.optimization-threshold, 1, 32",
        "gossip.cache-age, 1000, 600000",
        "gossip.cache-bytes, 100, 1073741824",
        "gossip.queue-length, 1, 65536",
        "gossip.queue-bytes, 100, 1073741824"
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

    private static GossipConfig with(String property, long value) {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("gossip.max-broadcast", 100L);
        values.put("gossip.announce-delay", 50L);
        values.put("gossip.graft-timeout", 500L);
        values.put("gossip.next-graft-timeout", 250L);
        values.put("gossip.optimization-threshold", 4L);
        values.put("gossip.cache-age", 60_000L);
        values.put("gossip.cache-bytes", 1L << 20);
        values.put("gossip.queue-length", 1_024L);
        values.put("gossip.queue-bytes", 1L << 20);
        assertThat(values.replace(property, value)).isNotNull();
        List<Long> all = List.copyOf(values.values());
        return new GossipConfig(
                Math.toIntExact(all.get(0)),
                Duration.ofMillis(all.get(1)),
                Duration.ofMillis(all.get(2)),
                Duration.ofMillis(all.get(3)),
                Math.toIntExact(all.get(4)),
                Duration.ofMillis(all.get(5)),
                all.get(6),
                Math.toIntExact(all.get(7)),
                all.get(8));
    }

    @Test
    void payloadAboveTheLargestIsRefusedWithAdvice() {
        GossipConfig config = with("gossip.max-broadcast", 10);
        assertThatCode(() -> config.requireSize(10)).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.requireSize(11))
                .withMessageContaining("at most 10 bytes")
                .withMessageContaining("11");
    }

    @Test
    void defaultsAreThoseOfTheReference() {
        assertThat(GossipConfig.DEFAULT)
                .isEqualTo(new GossipConfig(
                        1_048_576,
                        Duration.ofMillis(50),
                        Duration.ofMillis(500),
                        Duration.ofMillis(250),
                        4,
                        Duration.ofMinutes(1),
                        33_554_432,
                        1_024,
                        16_777_216));
    }
}
