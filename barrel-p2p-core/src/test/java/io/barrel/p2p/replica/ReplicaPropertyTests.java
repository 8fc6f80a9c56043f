package io.barrel.p2p.replica;

import static io.barrel.p2p.replica.Net.OPEN;
import static io.barrel.p2p.replica.Net.bytes;
import static io.barrel.p2p.replica.Net.entry;
import static io.barrel.p2p.replica.Net.node;
import static io.barrel.p2p.replica.Net.tombstone;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.replica.Net.Node;
import io.barrel.p2p.replica.ReplicaInput.Delta;
import io.barrel.p2p.replica.ReplicaInput.NeighborUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The laws of merging, and what follows from them. */
class ReplicaPropertyTests {

    @Property(tries = 300)
    void mergeIsCommutative(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ReplicaEntry> entries = entries(random, random.nextInt(60));
        Replica inOrder = holding(entries);
        Collections.shuffle(entries, new Random(seed));
        assertThat(content(holding(entries))).isEqualTo(content(inOrder));
    }

    @Property(tries = 300)
    void mergeIsAssociative(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Replica a = holding(entries(random, random.nextInt(30)));
        Replica b = holding(entries(random, random.nextInt(30)));
        Replica c = holding(entries(random, random.nextInt(30)));
        assertThat(content(merged(merged(a, b), c))).isEqualTo(content(merged(a, merged(b, c))));
    }

    @Property(tries = 300)
    void mergeIsIdempotent(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ReplicaEntry> entries = entries(random, random.nextInt(60));
        Replica once = holding(entries);
        assertThat(content(merged(once, once))).isEqualTo(content(once));
        entries.addAll(List.copyOf(entries));
        assertThat(content(holding(entries))).isEqualTo(content(once));
    }

    @Property(tries = 300)
    void greatestEntryOfEachKeyStays(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ReplicaEntry> entries = entries(random, random.nextInt(60));
        Map<String, ReplicaEntry> greatest = new HashMap<>();
        entries.forEach(
                entry -> greatest.merge(entry.key().toStringUtf8(), entry, (x, y) -> x.compareTo(y) >= 0 ? x : y));
        assertThat(content(holding(entries))).isEqualTo(greatest);
    }

    /** Few keys, versions and values, so that every kind of tie occurs. */
    private static List<ReplicaEntry> entries(SplittableRandom random, int count) {
        List<ReplicaEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = "k" + random.nextInt(5);
            int version = 126 + random.nextInt(4);
            entries.add(
                    random.nextInt(3) == 0 ? tombstone(key, version) : entry(key, version, "v" + random.nextInt(3)));
        }
        return entries;
    }

    private static Replica holding(List<ReplicaEntry> entries) {
        Replica replica = new Replica(ReplicaConfig.DEFAULT, OPEN, new SplittableRandom(1), Net.ignore());
        replica.handle(new Delta(node("x"), entries), 0);
        return replica;
    }

    private static Replica merged(Replica a, Replica b) {
        List<ReplicaEntry> both = new ArrayList<>();
        a.forEach(both::add);
        b.forEach(both::add);
        return holding(both);
    }

    private static Map<String, ReplicaEntry> content(Replica replica) {
        Map<String, ReplicaEntry> content = new HashMap<>();
        replica.forEach(entry -> content.put(entry.key().toStringUtf8(), entry));
        return content;
    }

    @Property(tries = 150)
    void oneComparisonMendsEverythingAndOnlyWhatDiffersTravels(
            @ForAll long seed, @ForAll @IntRange(max = 3_000) int common, @ForAll @IntRange(max = 400) int changes) {
        SplittableRandom random = new SplittableRandom(seed);
        Net net = new Net(seed);
        Node a = net.bare("a");
        Node b = net.bare("b");
        // Both hold about all, or one of them some, few or nothing.
        double shareOfA = List.of(1.0, 0.97, 0.5, 0.02, 0.0).get(random.nextInt(5));
        double shareOfB = List.of(1.0, 0.97, 0.5, 0.02, 0.0).get(random.nextInt(5));
        for (ReplicaEntry entry : ReplicaTests.entries(common, 2)) {
            a.replica.install(random.nextDouble() < shareOfA ? List.of(entry) : List.of());
            b.replica.install(random.nextDouble() < shareOfB ? List.of(entry) : List.of());
        }
        int range = Math.max(1, 2 * common + changes);
        for (int i = 0; i < changes; i++) {
            Node one = random.nextBoolean() ? a : b;
            String key = "key" + random.nextInt(range);
            int version = 1 + random.nextInt(4);
            ReplicaEntry entry =
                    random.nextInt(4) == 0 ? tombstone(key, version) : entry(key, version, "v" + random.nextInt(2));
            one.replica.install(List.of(entry));
        }
        long travelling = travelling(a, b);
        a.handle(new NeighborUp(b.id));
        net.run(Duration.ofSeconds(20));
        assertThat(a.content()).isEqualTo(b.content());
        assertThat(a.replica.digest()).isEqualTo(b.replica.digest());
        assertThat(a.replica.sessionsCompleted()).isEqualTo(1);
        assertThat(a.replica.entriesSent() + b.replica.entriesSent()).isEqualTo(travelling);
        assertThat(a.replica.unexpected() + b.replica.unexpected()).isZero();
    }

    /** The winner of each key that differs; both entries if only their values tell which wins. */
    private static long travelling(Node a, Node b) {
        Map<String, ReplicaEntry> left = a.content();
        Map<String, ReplicaEntry> right = b.content();
        long count = 0;
        for (Map.Entry<String, ReplicaEntry> mine : left.entrySet()) {
            ReplicaEntry other = right.get(mine.getKey());
            if (other == null) {
                count++;
            } else if (!other.equals(mine.getValue())) {
                count += other.version().equals(mine.getValue().version()) ? 2 : 1;
            }
        }
        return count
                + right.keySet().stream().filter(key -> !left.containsKey(key)).count();
    }

    @Property(tries = 60)
    void nodesThatLoseDeltasConvergeOnTheLastWrites(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int size, @ForAll @IntRange(max = 100) int loss) {
        Net net = new Net(seed);
        net.loss = loss / 100.0;
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Node node = net.map("n" + i);
            node.skew = net.random.nextInt(40_000) - 20_000L;
            nodes.add(node);
            if (i > 0) {
                net.link(nodes.get(net.random.nextInt(i)), node);
            }
        }
        Map<String, ReplicaEntry> winners = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            Node writer = nodes.get(net.random.nextInt(size));
            String key = "k" + net.random.nextInt(20);
            if (net.random.nextInt(3) == 0) {
                writer.map.remove(bytes(key), net.now);
            } else {
                writer.put(key, "v" + i);
            }
            ReplicaEntry written = writer.replica.get(bytes(key));
            if (written != null) {
                winners.merge(key, written, (x, y) -> x.compareTo(y) >= 0 ? x : y);
            }
            net.run(Duration.ofMillis(net.random.nextInt(2_000)));
        }
        net.run(Duration.ofMinutes(15));
        for (Node node : nodes) {
            assertThat(node.content()).isEqualTo(winners);
            assertThat(node.replica.digest()).isEqualTo(nodes.get(0).replica.digest());
        }
    }

    @Property(tries = 40)
    void sameSeedGivesTheSameOutputs(@ForAll long seed) {
        assertThat(run(seed)).isEqualTo(run(seed));
    }

    private static List<ReplicaOutput> run(long seed) {
        Net net = new Net(seed);
        net.loss = 0.5;
        Node a = net.map("a");
        Node b = net.map("b");
        Node c = net.map("c");
        net.link(a, b);
        net.link(b, c);
        net.link(a, c);
        for (int i = 0; i < 100; i++) {
            (i % 3 == 0 ? a : b).put("k" + net.random.nextInt(70), "v" + i);
            net.run(Duration.ofMillis(net.random.nextInt(3_000)));
        }
        net.run(Duration.ofMinutes(2));
        List<ReplicaOutput> all = new ArrayList<>(a.outputs);
        all.addAll(b.outputs);
        all.addAll(c.outputs);
        return all;
    }
}
