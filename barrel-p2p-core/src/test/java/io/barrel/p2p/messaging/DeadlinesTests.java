package io.barrel.p2p.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DeadlinesTests {

    private final Deadlines deadlines = new Deadlines();
    private final List<Call> late = new ArrayList<>();

    private static Call call(long timeout) {
        return new Call(NodeId.of("x@h"), "a", ByteBuffer.allocate(0), Map.of(), true, timeout);
    }

    @Test
    void callIsLateAtItsTimeAndNotBefore() {
        Call call = call(100);
        deadlines.add(call, 1_003);
        deadlines.advance(1_102, late::add);
        assertThat(late).isEmpty();
        deadlines.advance(1_103 + Deadlines.TICK, late::add);
        assertThat(late).containsExactly(call);
        assertThat(deadlines.isEmpty()).isTrue();
    }

    @Test
    void callBeyondTheWheelGoesRound() {
        Call call = call(60_000);
        deadlines.add(call, 0);
        for (long now = 0; now < 60_000; now += Deadlines.TICK) {
            deadlines.advance(now, late::add);
        }
        assertThat(late).isEmpty();
        deadlines.advance(60_000 + Deadlines.TICK, late::add);
        assertThat(late).containsExactly(call);
    }

    @Test
    void nobodyLooksForHours() {
        deadlines.add(call(50), 0);
        deadlines.add(call(5_000), 0);
        deadlines.advance(7_200_000, late::add);
        assertThat(late).hasSize(2);
    }

    /** Adding, removing and letting time pass in any order: late are those whose time is up, each once, within a tick. */
    @Property(tries = 200)
    void lateAreThoseWhoseTimeIsUp(@ForAll long seed) {
        Deadlines deadlines = new Deadlines();
        List<Call> late = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        Map<Call, Long> expected = new HashMap<>();
        long now = random.nextLong(0, 1_000_000);
        for (int step = 0; step < 400; step++) {
            if (random.nextInt(3) > 0) {
                Call call = call(1 + random.nextInt(30_000));
                deadlines.add(call, now);
                expected.put(call, now + call.timeoutMillis());
            } else if (!expected.isEmpty() && random.nextBoolean()) {
                Call call = expected.keySet().iterator().next();
                deadlines.remove(call);
                expected.remove(call);
            }
            now += random.nextInt(100);
            long time = now;
            late.clear();
            deadlines.advance(now, late::add);
            late.forEach(call -> assertThat(expected.remove(call)).isNotNull().isLessThanOrEqualTo(time));
            assertThat(expected.values())
                    .allSatisfy(deadline -> assertThat(deadline).isGreaterThan(time - 2 * Deadlines.TICK));
            assertThat(deadlines.size()).isEqualTo(expected.size());
        }
    }
}
