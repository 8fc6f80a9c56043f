package io.barrel.p2p.test.evidence;

import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static io.barrel.p2p.test.NodeChoice.part;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.test.SimCluster;
import io.barrel.p2p.test.SimProtocols;
import io.barrel.p2p.test.SimProtocols.Kind;
import io.barrel.p2p.test.SimSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two halves of a cluster are apart for three minutes, and both write: entries of a replicated map, and the roster through nodes
 * that die and start. Then the network heals. {@code -Devidence.partition.nodes=12} makes it smaller.
 */
@Tag("evidence")
class PartitionEvidenceTests {

    private static final int[] SIZES = IntStream.of(12, 100)
            .filter(size -> size <= Integer.getInteger("evidence.partition.nodes", 100))
            .toArray();
    private static final String MAP = "evidence";
    private static final int BEFORE = 10_000;
    private static final int WRITES = 500;
    private static final Duration APART = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(100);

    @Test
    void halvesThatBothWroteAgreeAgain() throws IOException {
        Table table = new Table(
                "nodes",
                "entries_before",
                "writes_on_each_side",
                "first_link_s",
                "rosters_equal_s",
                "maps_equal_s",
                "push_bytes_per_node",
                "replica_bytes_per_node",
                "membership_bytes_per_node");
        for (int size : SIZES) {
            heal(size, table);
        }
        table.write(EvidenceDirectory.named("partition").resolve("partition.csv"));
    }

    private static void heal(int size, Table table) {
        SimCluster cluster = SimCluster.of(size)
                .seed(3)
                .whole(SimSettings.DEFAULT.withMaps(MAP))
                .joinedThrough(first())
                .settle(Duration.ofMinutes(2));
        SplittableRandom random = new SplittableRandom(3);
        SimProtocols protocols = cluster.protocols();
        for (int key = 0; key < BEFORE; key++) {
            write(protocols, random.nextInt(size), key, "before");
            if (key % 100 == 0) {
                cluster.settle(Duration.ofMillis(100));
            }
        }
        cluster.settle(Duration.ofMinutes(5));
        assertThat(maps(cluster)).hasSize(1);

        cluster.partition(part(0.5)).settle(Duration.ofSeconds(30));
        for (int i = 0; i < 2 * WRITES; i++) {
            write(protocols, random.nextInt(size), random.nextInt(2 * BEFORE), "apart " + i);
            cluster.settle(Duration.ofMillis(100));
        }
        cluster.crash(node(size - 1));
        cluster.settle(APART.minusSeconds(30 + 2 * WRITES / 10))
                .start(node(size - 1))
                .settle(Duration.ofSeconds(20));
        assertThat(maps(cluster)).hasSizeGreaterThan(1);

        protocols.measure(true);
        cluster.heal();
        long healed = cluster.now();
        double link = -1;
        double rosters = -1;
        double mapsEqual = -1;
        while (cluster.now() - healed < PATIENCE.toMillis() && (rosters < 0 || mapsEqual < 0)) {
            cluster.settle(LOOK);
            double seconds = (cluster.now() - healed) / 1_000.0;
            if (link < 0 && cluster.connected()) {
                link = seconds;
            }
            if (rosters < 0 && rosters(cluster).size() == 1 && allAlive(cluster)) {
                rosters = seconds;
            }
            if (mapsEqual < 0 && maps(cluster).size() == 1) {
                mapsEqual = seconds;
            }
        }
        table.add(
                size,
                BEFORE,
                WRITES,
                link,
                rosters,
                mapsEqual,
                (double) protocols.bytes(Kind.PUSH) / size,
                (double) protocols.bytes(Kind.REPLICA) / size,
                (double) protocols.bytes(Kind.MEMBERSHIP) / size);
        assertThat(rosters).isPositive();
        assertThat(mapsEqual).isPositive();
    }

    private static void write(SimProtocols protocols, int index, int key, String value) {
        protocols.inject(
                index, new NodeInput.Write(MAP, ByteString.copyFromUtf8("key-" + key), ByteString.copyFromUtf8(value)));
    }

    private static Set<Long> maps(SimCluster cluster) {
        Set<Long> digests = new TreeSet<>();
        cluster.up()
                .forEach(index -> digests.add(
                        cluster.protocols().machine(index).map(MAP).replica().digest()));
        return digests;
    }

    private static Set<Long> rosters(SimCluster cluster) {
        Set<Long> digests = new TreeSet<>();
        cluster.up()
                .forEach(index ->
                        digests.add(cluster.protocols().machine(index).roster().digest()));
        return digests;
    }

    private static boolean allAlive(SimCluster cluster) {
        return cluster.up().stream()
                .allMatch(index ->
                        cluster.protocols().machine(index).roster().view().count(MemberStatus.ALIVE) == cluster.size());
    }
}
