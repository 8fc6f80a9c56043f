package io.barrel.p2p.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HybridClockTests {

    private static final long START = 1_800_000_000_000L;
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final AtomicLong wall = new AtomicLong(START);
    private final HybridClock clock = new HybridClock(wall::get, SKEW);

    @Test
    void stampHoldsTheWallClockAndACounter() {
        long first = clock.now();
        long second = clock.now();

        assertThat(HybridClock.millis(first)).isEqualTo(START);
        assertThat(HybridClock.counter(first)).isZero();
        assertThat(HybridClock.millis(second)).isEqualTo(START);
        assertThat(HybridClock.counter(second)).isEqualTo(1);
    }

    @Test
    void wallClockThatStepsBackDoesNotTakeStampsBack() {
        long before = clock.now();
        wall.addAndGet(-3_600_000);

        assertThat(clock.now()).isEqualTo(before + 1);
    }

    @Test
    void fullCounterCarriesIntoTheMilliseconds() {
        clock.advanceTo(HybridClock.stamp(START) | 0xFFFF);

        long next = clock.now();

        assertThat(HybridClock.millis(next)).isEqualTo(START + 1);
        assertThat(HybridClock.counter(next)).isZero();
    }

    @Test
    void observedStampIsSucceeded() {
        long remote = HybridClock.stamp(START + 30_000) | 7;

        assertThat(clock.observe(remote)).isEqualTo(remote + 1);
        assertThat(clock.now()).isEqualTo(remote + 2);
    }

    @Test
    void observingAnOlderStampStillMakesANewOne() {
        long own = clock.now();

        assertThat(clock.observe(own - 5)).isEqualTo(own + 1);
    }

    @Test
    void stampAtTheSkewLimitIsTakenAndOneBeyondIsRefusedWithoutMovingTheClock() {
        long limit = HybridClock.stamp(START + SKEW.toMillis()) | 0xFFFF;
        long beyond = limit + 1;
        long before = clock.now();

        assertThat(clock.acceptable(limit)).isTrue();
        assertThat(clock.acceptable(beyond)).isFalse();
        assertThatExceptionOfType(ClockSkewException.class)
                .isThrownBy(() -> clock.observe(beyond))
                .withMessageContaining("60001 ms ahead")
                .withMessageContaining("max-clock-skew")
                .satisfies(refused -> {
                    assertThat(refused.stamp()).isEqualTo(beyond);
                    assertThat(refused.aheadMillis()).isEqualTo(60_001);
                });
        assertThat(clock.now()).isEqualTo(before + 1);
    }

    @Test
    void negativeStampIsRefused() {
        assertThat(clock.acceptable(-1)).isFalse();
        assertThatExceptionOfType(ClockSkewException.class)
                .isThrownBy(() -> clock.observe(Long.MIN_VALUE))
                .withMessageContaining("not a stamp");
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advanceTo(-1));
    }

    @Test
    void stampSeenBeforeTheWallClockSteppedBackStaysAcceptable() {
        long seen = clock.observe(HybridClock.stamp(START + 50_000));
        wall.addAndGet(-600_000);

        assertThat(clock.acceptable(seen)).isTrue();
        assertThat(clock.acceptable(seen + 1)).isFalse();
    }

    @Test
    void clockGoesOnFromAKeptStampHoweverFarAhead() {
        long kept = HybridClock.stamp(START + Duration.ofDays(400).toMillis());
        clock.advanceTo(kept);
        clock.advanceTo(kept - 1);

        assertThat(clock.highWater()).isEqualTo(kept);
        assertThat(clock.now()).isEqualTo(kept + 1);
    }

    @Test
    void exhaustedClockSaysSoInsteadOfGoingBack() {
        clock.advanceTo(Long.MAX_VALUE);

        assertThatIllegalStateException().isThrownBy(clock::now).withMessageContaining("exhausted");
        assertThat(clock.highWater()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void absurdWallClocksStillGiveStampsThatIncrease() {
        wall.set(Long.MIN_VALUE);
        long early = clock.now();
        wall.set(0);
        long zero = clock.now();

        assertThat(early).isPositive();
        assertThat(zero).isGreaterThan(early);
        assertThat(HybridClock.stamp(Long.MAX_VALUE)).isPositive();
    }

    @Test
    void negativeSkewIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HybridClock(wall::get, Duration.ofMillis(-1)))
                .withMessageContaining("maxSkew");
    }

    @Property
    void stampsIncreaseWhateverTheWallClockAndTheOthersDo(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = -100_000, max = 100_000) Long> steps) {
        AtomicLong time = new AtomicLong(START);
        HybridClock tested = new HybridClock(time::get, SKEW);
        long previous = 0;
        for (long step : steps) {
            time.addAndGet(step);
            long remote = HybridClock.stamp(time.get() + 2 * step) | (step & 0xFFFF);
            boolean taken = step % 2 == 0 && tested.acceptable(remote);
            long stamp = taken ? tested.observe(remote) : tested.now();
            assertThat(stamp).isGreaterThan(previous);
            if (taken) {
                assertThat(stamp).isGreaterThan(remote);
            }
            previous = stamp;
        }
    }

    @Property
    void clockNeverRunsAheadOfTheGreatestWallTimeByMoreThanTheSkew(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = -100_000, max = 100_000) Long> steps) {
        AtomicLong time = new AtomicLong(START);
        HybridClock tested = new HybridClock(time::get, SKEW);
        long greatestWall = START;
        for (long step : steps) {
            greatestWall = Math.max(greatestWall, time.addAndGet(step));
            long remote = HybridClock.stamp(time.get() + 3 * step);
            if (tested.acceptable(remote)) {
                tested.observe(remote);
            }
            tested.now();
            // One millisecond more for the carry of a full counter.
            assertThat(HybridClock.millis(tested.highWater())).isLessThanOrEqualTo(greatestWall + SKEW.toMillis() + 1);
        }
    }

    @Test
    void threadsNeverGetTheSameStampAndEachSeesItsOwnIncrease() throws Exception {
        int threads = 4;
        int each = 50_000;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<long[]>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(() -> take(each));
            }
            List<Long> all = new ArrayList<>();
            boolean increased = true;
            for (Future<long[]> future : executor.invokeAll(tasks)) {
                long[] stamps = future.get();
                for (int i = 0; i < stamps.length; i++) {
                    if (i > 0) {
                        increased &= stamps[i] > stamps[i - 1];
                    }
                    all.add(stamps[i]);
                }
            }
            assertThat(increased).isTrue();
            assertThat(all.stream().distinct().count()).isEqualTo((long) threads * each);
        } finally {
            executor.shutdownNow();
        }
    }

    private long[] take(int count) {
        long[] stamps = new long[count];
        for (int i = 0; i < count; i++) {
            if (i % 100 == 0) {
                wall.addAndGet(i % 200 == 0 ? 5 : -3);
            }
            stamps[i] = i % 10 == 9 ? clock.observe(stamps[i - 1]) : clock.now();
        }
        return stamps;
    }
}
