package io.barrel.p2p.membership;

import static io.barrel.p2p.membership.Machine.peer;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.membership.HyParViewConfig.Optimize;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

class HyParViewFuzzTests {

    @FuzzTest
    void invariantsHoldAfterEveryInput(FuzzedDataProvider data) {
        FuzzedRandom random = new FuzzedRandom(data);
        HyParViewConfig config = new HyParViewConfig(
                1 + random.nextInt(6),
                random.nextInt(9),
                6,
                3,
                8,
                Duration.ofSeconds(10),
                5,
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                random.nextBoolean() ? Optimize.RTT : Optimize.NONE);
        Machine machine = new Machine(config);
        IntStream.range(1, 12).forEach(i -> machine.rtts.put(peer("p" + i).node(), i * 10_000_000L));
        Set<NodeId> heardOf = new HashSet<>();
        while (random.hasMore()) {
            machine.now += random.nextInt(3) == 0 ? random.nextInt(40_000) : 0;
            MembershipInput input = HyParViewPropertyTests.input(random, machine);
            HyParViewPropertyTests.remember(input, heardOf);
            machine.handle(input);
            HyParViewPropertyTests.check(machine, config, heardOf);
        }
    }
}
