package io.barrel.p2p.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.FuzzedRandom;

class LivenessFuzzTests {

    @FuzzTest
    void peerIsLostOnlyAfterFourSilentTicksOfWhichTwoCameInTime(FuzzedDataProvider data) {
        FuzzedRandom random = new FuzzedRandom(data);
        long now = random.nextLong();
        long received = random.nextLong();
        Liveness liveness = new Liveness(1_000, now, received);
        int silent = 0;
        int inTime = 0;
        while (random.hasMore()) {
            long passed = random.nextInt(4) == 0 ? 1 + random.nextInt(100_000) : liveness.tickMillis();
            boolean late = passed > 2 * liveness.tickMillis();
            boolean heard = random.nextInt(4) == 0;
            now += passed;
            received += heard ? 1 + random.nextInt(9) : 0;
            silent = heard ? 0 : silent + 1;
            inTime = heard || late ? 0 : inTime + 1;
            boolean lost = liveness.tick(now, received);
            if (lost) {
                assertThat(silent).isGreaterThanOrEqualTo(Liveness.TICKS_PER_TIMEOUT);
                assertThat(inTime).isGreaterThanOrEqualTo(2);
            } else {
                assertThat(inTime).isLessThan(Liveness.TICKS_PER_TIMEOUT);
            }
        }
    }
}
