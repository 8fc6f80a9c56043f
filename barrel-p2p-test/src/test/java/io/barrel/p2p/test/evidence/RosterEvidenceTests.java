package io.barrel.p2p.test.evidence;

import static io.barrel.p2p.test.NodeChoice.all;
import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceUnregistered;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.test.SimCluster;
import io.barrel.p2p.test.SimProtocols;
import io.barrel.p2p.test.SimProtocols.Kind;
import io.barrel.p2p.test.SimSettings;
import io.barrel.p2p.test.SimTimes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the roster believes of nodes that are slow, stopped or dead, and what it costs (docs/protocol.md, Roster).
 * {@code -Devidence.roster.hours=1} makes it smaller, {@code -Devidence.roster.most=10000 -Devidence.heap=17g} larger.
 */
@Tag("evidence")
class RosterEvidenceTests {

    private static final int HOURS = Integer.getInteger("evidence.roster.hours", 24);
    private static final int[] SIZES = IntStream.of(100, 1_000, 10_000)
            .filter(size -> size <= Integer.getInteger("evidence.roster.most", 1_000))
            .toArray();
    private static final int NODES = 100;
    private static final double LOSS = 0.01;
    private static final int CRASHES = 20;
    private static final double[] PERCENTS =
            IntStream.rangeClosed(1, 100).asDoubleStream().toArray();

    /** Offered by every node. */
    private static final String SERVICE = "everywhere";

    /** Silence of 1.5 s, a redial of at least 0.5 s: no failure is noticed before, and none later than half a second after. */
    private static final SimTimes TIMES = new SimTimes(1, 20, 2_000, 2_500, 1_000, 3_000, 30_000);

    /** Idle timeout, shortest redial and shortest suspicion. */
    private static final int DEADLINE = 1_500 + 500 + 2_000;

    private final Path directory = EvidenceDirectory.named("roster");

    /** Counts deaths of all, and ends of services. */
    private static final class Deaths implements SimProtocols.Listener {

        private int suspicions;
        private int deaths;
        private int servicesLost;

        @Override
        public void event(int index, P2pEvent event) {
            if (event instanceof MemberSuspected) {
                suspicions++;
            } else if (event instanceof MemberDown) {
                deaths++;
            } else if (event instanceof ServiceDown || event instanceof ServiceUnregistered) {
                servicesLost++;
            }
        }
    }

    @Test
    void nobodyIsDeclaredDeadForAShortPauseOrALostPacket() throws IOException {
        SimCluster cluster = offering(joined(NODES).loss(LOSS)).settle(Duration.ofMinutes(5));
        Deaths deaths = new Deaths();
        cluster.protocols().listen(deaths);
        SplittableRandom random = new SplittableRandom(24);
        int pauses = 0;
        Duration end = Duration.ofHours(HOURS);
        for (Duration passed = Duration.ZERO; passed.compareTo(end) < 0; pauses++) {
            int paused = random.nextInt(NODES);
            Duration pause = Duration.ofMillis(random.nextInt(DEADLINE * 8 / 10));
            Duration between = Duration.ofMillis(10_000 + random.nextInt(10_000));
            cluster.pause(node(paused)).settle(pause).resume(node(paused)).settle(between);
            passed = passed.plus(pause).plus(between);
        }
        new Table(
                        "nodes",
                        "virtual_hours",
                        "loss",
                        "pauses",
                        "longest_pause_ms",
                        "suspicions_seen",
                        "deaths_seen",
                        "services_lost")
                .add(
                        NODES,
                        HOURS,
                        LOSS,
                        pauses,
                        DEADLINE * 8 / 10,
                        deaths.suspicions,
                        deaths.deaths,
                        deaths.servicesLost)
                .write(directory.resolve("pauses.csv"));
        assertThat(deaths.suspicions).isPositive();
        assertThat(deaths.deaths).isZero();
        assertThat(deaths.servicesLost).isZero();
        everybodyIsAliveAndOffers(cluster);
    }

    @Test
    void longPauseIsOneDeathAndOneRevival() throws IOException {
        SimCluster cluster = offering(joined(NODES)).settle(Duration.ofMinutes(5));
        Table table = new Table(
                "pause_s",
                "node",
                "suspected_on",
                "deaths",
                "revivals",
                "services_gone",
                "services_back",
                "withdrawals");
        SplittableRandom random = new SplittableRandom(10);
        for (int seconds : new int[] {10, 20, 30, 60, 120, 300}) {
            for (int round = 0; round < 5; round++) {
                int paused = 1 + random.nextInt(NODES - 1);
                Witnesses witnesses = new Witnesses(cluster::now, paused);
                cluster.protocols().listen(witnesses);
                cluster.pause(node(paused))
                        .settle(Duration.ofSeconds(seconds))
                        .resume(node(paused))
                        .settle(Duration.ofMinutes(2));
                table.add(
                        seconds,
                        paused,
                        witnesses.suspected().size(),
                        witnesses.dead().size(),
                        witnesses.revived(),
                        witnesses.servicesGone(),
                        witnesses.servicesBack(),
                        witnesses.withdrawals());
                assertThat(witnesses.dead()).as("deaths of n" + paused).hasSize(NODES - 1);
                assertThat(witnesses.revived()).as("revivals of n" + paused).isEqualTo(NODES - 1);
                assertThat(witnesses.servicesGone()).as("ends of its service").isEqualTo(NODES - 1);
                assertThat(witnesses.servicesBack())
                        .as("returns of its service")
                        .isEqualTo(NODES - 1);
                assertThat(witnesses.withdrawals()).isZero();
            }
        }
        table.write(directory.resolve("long-pauses.csv"));
        everybodyIsAliveAndOffers(cluster);
    }

    @Test
    void deathIsKnownEverywhereInSeconds() throws IOException {
        Table table = new Table(
                "nodes", "crashes", "suspect_p50_ms", "suspect_p99_ms", "dead_p50_ms", "dead_p99_ms", "dead_most_ms");
        Plot plot = new Plot("Who knows of a crash", "milliseconds after it", "% of the other nodes").from(0);
        for (int size : SIZES) {
            SimCluster cluster = (size > 1_000 ? acquainted(size) : joined(size)).settle(Duration.ofMinutes(5));
            List<Long> suspected = new ArrayList<>();
            List<Long> dead = new ArrayList<>();
            for (int crash = 0; crash < CRASHES; crash++) {
                int victim = 1 + crash * 3;
                Witnesses witnesses = new Witnesses(cluster::now, victim);
                cluster.protocols().listen(witnesses);
                cluster.crash(node(victim)).settle(Duration.ofMinutes(1));
                assertThat(witnesses.dead())
                        .as("deaths seen of n" + victim)
                        .hasSize(cluster.up().size());
                suspected.addAll(witnesses.suspected());
                dead.addAll(witnesses.dead());
            }
            table.add(
                    size,
                    CRASHES,
                    percentile(suspected, 50),
                    percentile(suspected, 99),
                    percentile(dead, 50),
                    percentile(dead, 99),
                    percentile(dead, 100));
            plot.line("SUSPECT, " + size + " nodes", percentiles(suspected), PERCENTS);
            plot.line("DEAD, " + size + " nodes", percentiles(dead), PERCENTS);
        }
        table.write(directory.resolve("detection.csv"));
        plot.write(directory.resolve("detection.png"));
    }

    @Test
    void costOfARosterAtRestDoesNotGrowWithTheCluster() throws IOException {
        Table table = new Table(
                "nodes",
                "membership_per_node_minute",
                "push_per_node_minute",
                "ihave_per_node_minute",
                "replica_per_node_minute",
                "replica_bytes_per_node_minute");
        List<Double> costs = new ArrayList<>();
        int minutes = 10;
        for (int size : SIZES) {
            SimCluster cluster = acquainted(size).settle(Duration.ofMinutes(5));
            assertThat(statuses(cluster, MemberStatus.ALIVE)).isEqualTo(size * size);
            cluster.protocols().measure(true);
            cluster.settle(Duration.ofMinutes(minutes));
            double each = (double) size * minutes;
            SimProtocols protocols = cluster.protocols();
            table.add(
                    size,
                    protocols.messages(Kind.MEMBERSHIP) / each,
                    protocols.messages(Kind.PUSH) / each,
                    protocols.messages(Kind.IHAVE) / each,
                    protocols.messages(Kind.REPLICA) / each,
                    protocols.bytes(Kind.REPLICA) / each);
            costs.add(protocols.messages(Kind.REPLICA) / each);
            assertThat(protocols.messages(Kind.PUSH)).as("broadcasts at rest").isZero();
            assertThat(protocols.messages(Kind.IHAVE))
                    .as("announcements at rest")
                    .isZero();
        }
        table.write(directory.resolve("cost.csv"));
        assertThat(costs).allSatisfy(cost -> assertThat(cost).isLessThan(2 * costs.get(0)));
    }

    private static SimCluster joined(int nodes) {
        return SimCluster.of(nodes)
                .seed(5)
                .times(TIMES)
                .whole(SimSettings.DEFAULT)
                .joinedThrough(first());
    }

    private static SimCluster offering(SimCluster cluster) {
        cluster.settle(Duration.ofMinutes(1));
        cluster.up().forEach(index -> cluster.protocols().inject(index, new NodeInput.Offer(SERVICE, Map.of())));
        return cluster;
    }

    private static void everybodyIsAliveAndOffers(SimCluster cluster) {
        assertThat(statuses(cluster, MemberStatus.ALIVE)).isEqualTo(NODES * NODES);
        assertThat(cluster.up())
                .allSatisfy(index -> assertThat(cluster.protocols()
                                .machine(index)
                                .services()
                                .view()
                                .lookup(SERVICE))
                        .hasSize(NODES));
    }

    /**
     * Joined as well, through each other, but the rosters hold everybody from the start: ten thousand that learn of each other
     * take hours.
     */
    private static SimCluster acquainted(int nodes) {
        SimCluster cluster = SimCluster.of(nodes)
                .seed(5)
                .times(TIMES)
                .whole(SimSettings.DEFAULT.withAcquaintance())
                .contactsAre(node())
                .start(all());
        SplittableRandom random = new SplittableRandom(5);
        for (int index = 1; index < nodes; index++) {
            cluster.join(index, random.nextInt(index)).settle(Duration.ofMillis(10));
        }
        return cluster.contactsAre(first());
    }

    private static int statuses(SimCluster cluster, MemberStatus status) {
        return cluster.up().stream()
                .mapToInt(index ->
                        cluster.protocols().machine(index).roster().view().count(status))
                .sum();
    }

    private static double[] percentiles(List<Long> times) {
        return IntStream.rangeClosed(1, 100)
                .mapToDouble(percent -> percentile(times, percent))
                .toArray();
    }

    private static long percentile(List<Long> times, int percent) {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.isEmpty() ? -1 : sorted.get((int) Math.ceil(percent / 100.0 * sorted.size()) - 1);
    }
}
