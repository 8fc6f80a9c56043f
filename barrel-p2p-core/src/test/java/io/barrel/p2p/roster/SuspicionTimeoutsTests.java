package io.barrel.p2p.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SuspicionTimeoutsTests {

    private static RosterConfig config(long longest, long shortest) {
        return new RosterConfig(
                Duration.ofMillis(longest), Duration.ofMillis(shortest), Duration.ofSeconds(10), Duration.ofHours(24));
    }

    @Test
    void oneAccuserWaitsLongestAndThreeShortest() {
        SuspicionTimeouts timeouts = new SuspicionTimeouts(RosterConfig.DEFAULT);

        assertThat(timeouts.of(0)).isEqualTo(5_000);
        assertThat(timeouts.of(1)).isEqualTo(5_000);
        assertThat(timeouts.of(2)).isEqualTo(3_107);
        assertThat(timeouts.of(3)).isEqualTo(2_000);
        assertThat(timeouts.of(16)).isEqualTo(2_000);
    }

    @Property
    void moreAccusersNeverMeanMoreTime(
            @ForAll @IntRange(min = 100, max = 300_000) int longest,
            @ForAll @IntRange(min = 100, max = 300_000) int shortest,
            @ForAll @IntRange(min = 0, max = 20) int accusers) {
        SuspicionTimeouts timeouts =
                new SuspicionTimeouts(config(Math.max(longest, shortest), Math.min(longest, shortest)));

        assertThat(timeouts.of(accusers + 1)).isLessThanOrEqualTo(timeouts.of(accusers));
        assertThat(timeouts.of(accusers))
                .isBetween((long) Math.min(longest, shortest), (long) Math.max(longest, shortest));
    }
}
