package io.barrel.p2p.benchmarks.jmh;

import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.roster.RosterConfig;
import io.barrel.p2p.roster.RosterLinks;
import io.barrel.p2p.roster.RosterReplica;
import io.barrel.p2p.roster.RosterSelf;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads of a roster of 1,000 members. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RosterBenchmark {

    private static final int MEMBERS = 1_000;
    private static final long EPOCH = 1_767_225_600_000L;

    private final List<NodeId> names = IntStream.range(0, MEMBERS)
            .mapToObj(i -> NodeId.of("orders-" + i + "@host-" + i))
            .toList();
    private final Roster roster = roster();
    private final NodeId stranger = NodeId.of("stranger@nowhere");
    private int next;

    private Roster roster() {
        List<RosterSelf> alive = names.stream()
                .map(name -> new RosterSelf(
                        name, EPOCH << 16, new PeerAddress("10.1.2.3", 9_100), Map.of("zone", "eu-central-1a")))
                .toList();
        RosterReplica replica = new RosterReplica(
                alive.get(0),
                RosterConfig.DEFAULT,
                ReplicaConfig.DEFAULT,
                375,
                1_500,
                new NoLinks(),
                () -> EPOCH,
                new SplittableRandom(1),
                output -> {});
        replica.install(RosterReplica.entries(alive, EPOCH));
        if (replica.view().count(MemberStatus.ALIVE) != MEMBERS) {
            throw new IllegalStateException("the roster has not taken all members");
        }
        return replica.view();
    }

    private static final class NoLinks implements RosterLinks {

        @Override
        public boolean isLinked(NodeId node) {
            return false;
        }

        @Override
        public boolean heardWithin(NodeId node, long millis) {
            return false;
        }
    }

    @Benchmark
    public Optional<Member> member() {
        next = next + 1 == MEMBERS ? 0 : next + 1;
        return roster.member(names.get(next));
    }

    @Benchmark
    public Optional<Member> memberUnknown() {
        return roster.member(stranger);
    }

    @Benchmark
    public int countAlive() {
        return roster.count(MemberStatus.ALIVE);
    }

    /** Sorted, as users get it. */
    @Benchmark
    public List<Member> members() {
        return roster.members();
    }
}
