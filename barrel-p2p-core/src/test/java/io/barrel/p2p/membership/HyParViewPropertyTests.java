package io.barrel.p2p.membership;

import static io.barrel.p2p.membership.Machine.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.membership.HyParViewConfig.Optimize;
import io.barrel.p2p.membership.MembershipMessage.Neighbor.Priority;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever a machine is told, by peers good or bad, its invariants hold after each input. */
class HyParViewPropertyTests {

    private static final int INPUTS = 300;
    private static final List<MembershipInput.Loss> LOSSES = List.of(MembershipInput.Loss.values());
    private static final List<Priority> PRIORITIES = List.of(Priority.values());
    private static final List<MembershipMessage.Disconnect.Reason> REASONS =
            List.of(MembershipMessage.Disconnect.Reason.values());

    @Property(tries = 150)
    void invariantsHoldAfterEveryInput(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int active, @ForAll @IntRange(max = 8) int passive) {
        HyParViewConfig config = new HyParViewConfig(
                active,
                passive,
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
                seed % 2 == 0 ? Optimize.RTT : Optimize.NONE);
        SplittableRandom random = new SplittableRandom(seed);
        Machine machine = new Machine(config);
        IntStream.range(1, 12).forEach(i -> machine.rtts.put(peer("p" + i).node(), i * 10_000_000L));
        Set<NodeId> heardOf = new HashSet<>();
        for (int i = 0; i < INPUTS; i++) {
            machine.now += random.nextInt(3) == 0 ? random.nextInt(40_000) : 0;
            MembershipInput input = input(random, machine);
            remember(input, heardOf);
            machine.handle(input);
            check(machine, config, heardOf);
        }
    }

    @Property(tries = 50)
    void sameInputsAndSameRandomNumbersGiveTheSameOutputs(@ForAll long seed) {
        assertThat(run(seed)).isEqualTo(run(seed));
    }

    private static List<MembershipOutput> run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Machine machine = new Machine(HyParViewConfig.DEFAULT);
        List<MembershipOutput> all = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            machine.handle(input(random, machine));
            all.addAll(machine.outputs);
        }
        return all;
    }

    static void check(Machine machine, HyParViewConfig config, Set<NodeId> linked) {
        ViewState views = machine.view.views();
        List<NodeId> names = Stream.concat(
                        views.active().stream().map(entry -> entry.peer().node()),
                        views.passive().stream().map(entry -> entry.peer().node()))
                .toList();
        assertThat(names).doesNotHaveDuplicates().doesNotContain(Machine.SELF.node());
        assertThat(views.active()).hasSizeLessThanOrEqualTo(config.activeSize());
        assertThat(views.passive()).hasSizeLessThanOrEqualTo(config.passiveSize());
        assertThat(machine.view.remembered()).isLessThanOrEqualTo(11);
        assertThat(machine.view.pending()).isLessThanOrEqualTo(2 * config.activeSize() + 8);
        for (MembershipOutput output : machine.outputs) {
            if (output instanceof MembershipOutput.Send send) {
                assertThat(linked).contains(send.to());
                // Whoever gets it would end the link with this node otherwise.
                assertThat(MembershipCodec.decode(MembershipCodec.encode(send.message())))
                        .contains(send.message());
            } else if (output instanceof MembershipOutput.Connect connect) {
                assertThat(connect.peer().node()).isNotEqualTo(Machine.SELF.node());
            }
        }
    }

    static void remember(MembershipInput input, Set<NodeId> linked) {
        if (input instanceof MembershipInput.Received received) {
            linked.add(received.from().node());
        } else if (input instanceof MembershipInput.LinkUp up) {
            linked.add(up.peer().node());
        } else if (input instanceof MembershipInput.ContactReached reached) {
            linked.add(reached.contact().node());
        }
    }

    private static Peer any(RandomGenerator random) {
        int number = random.nextInt(12);
        return number == 0 ? Machine.SELF : peer("p" + number);
    }

    private static List<Peer> some(RandomGenerator random) {
        return Stream.generate(() -> any(random))
                .limit(random.nextInt(MembershipCodec.MAX_SAMPLE + 1))
                .toList();
    }

    private static long edge(RandomGenerator random, Machine machine, NodeId node) {
        return random.nextInt(3) == 0
                ? random.nextInt(4)
                : machine.view.edge(node).orElse(random.nextInt(4));
    }

    static MembershipInput input(RandomGenerator random, Machine machine) {
        Peer from = any(random);
        return switch (random.nextInt(14)) {
            case 0 -> new MembershipInput.Start();
            case 1 -> random.nextInt(8) == 0 ? new MembershipInput.Leave() : new MembershipInput.NoContact();
            case 2 -> new MembershipInput.LinkUp(from);
            case 3 -> new MembershipInput.LinkLost(from.node(), LOSSES.get(random.nextInt(LOSSES.size())));
            case 4 -> new MembershipInput.ConnectFailed(from.node(), random.nextBoolean());
            case 5 -> new MembershipInput.ContactReached(from);
            case 6 -> timer(random, machine);
            default -> new MembershipInput.Received(from, message(random, machine, from));
        };
    }

    private static MembershipInput timer(RandomGenerator random, Machine machine) {
        for (MembershipOutput output : machine.outputs) {
            if (output instanceof MembershipOutput.Schedule schedule && random.nextBoolean()) {
                return new MembershipInput.TimerFired(schedule.timer());
            }
        }
        return new MembershipInput.TimerFired(
                switch (random.nextInt(5)) {
                    case 0 -> new MembershipTimer.Shuffle();
                    case 1 -> new MembershipTimer.Rotate();
                    case 2 -> new MembershipTimer.Heal();
                    case 3 -> new MembershipTimer.Approach();
                    default -> new MembershipTimer.Maintain();
                });
    }

    private static MembershipMessage message(RandomGenerator random, Machine machine, Peer from) {
        long edge = edge(random, machine, from.node());
        List<NodeId> path = some(random).stream().limit(4).map(Peer::node).toList();
        return switch (random.nextInt(7)) {
            case 0 -> new MembershipMessage.Join(edge);
            case 1 -> new MembershipMessage.ForwardJoin(edge, any(random), random.nextInt(40) - 2);
            case 2 -> new MembershipMessage.Neighbor(edge, PRIORITIES.get(random.nextInt(PRIORITIES.size())));
            case 3 ->
                new MembershipMessage.NeighborReply(
                        replyEdge(random, machine, edge),
                        random.nextBoolean(),
                        random.nextInt(3) == 0 ? any(random) : null);
            case 4 -> new MembershipMessage.Disconnect(edge, REASONS.get(random.nextInt(REASONS.size())));
            case 5 ->
                new MembershipMessage.Shuffle(
                        edge,
                        from,
                        random.nextInt(40) - 2,
                        random.nextInt(),
                        random.nextBoolean() ? List.of(from.node()) : path,
                        some(random));
            default -> new MembershipMessage.ShuffleReply(random.nextInt(), path, some(random));
        };
    }

    /** Half of the time the edge of a proposal just sent, so that some are accepted. */
    private static long replyEdge(RandomGenerator random, Machine machine, long otherwise) {
        for (MembershipOutput output : machine.outputs) {
            if (random.nextBoolean()
                    && output instanceof MembershipOutput.Send send
                    && send.message() instanceof MembershipMessage.Neighbor proposal) {
                return proposal.edge();
            }
        }
        return otherwise;
    }
}
