package io.barrel.p2p.replica;

import static io.barrel.p2p.replica.Net.bytes;
import static io.barrel.p2p.replica.Net.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.replica.Net.Node;
import io.barrel.p2p.replica.ReplicaInput.NeighborUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a comparison costs: encoded payloads of frames, without those of links and QUIC. */
class ReplicaTrafficTests {

    /** One comparison of one node with another. */
    private record Cost(int entries, long bytes, long roundTrips, long listingAll) {

        String csv(String what) {
            return String.join(",", what, entries + "", bytes + "", roundTrips + "", listingAll + "");
        }
    }

    @Test
    void costOfOneChangeGrowsWithTheDepthOfTheTree() {
        List<Cost> costs = List.of(newerHere(100), newerHere(1_000), newerHere(10_000), newerHere(100_000));
        for (int i = 0; i < costs.size(); i++) {
            assertThat(costs.get(i).roundTrips()).isLessThanOrEqualTo(4 + i);
            assertThat(costs.get(i).bytes()).isLessThan(2_600);
        }
        assertThat(costs.get(3).bytes() * 1_000).isLessThan(costs.get(3).listingAll());
    }

    @Test
    void costAtRestDoesNotGrow() {
        assertThat(equal(100).bytes()).isEqualTo(equal(100_000).bytes()).isLessThan(80);
    }

    @Test
    @Tag("evidence")
    void traffic() throws IOException {
        List<String> lines =
                new ArrayList<>(List.of("difference,entries,bytes,round_trips,bytes_of_all_hashes_and_versions"));
        for (int entries = 100; entries <= 1_000_000; entries *= 10) {
            lines.add(equal(entries).csv("none"));
            lines.add(newerHere(entries).csv("one newer at who asks"));
            lines.add(newerThere(entries).csv("one newer at who answers"));
        }
        lines.forEach(System.out::println);
        Path directory = Path.of(
                        System.getProperty("evidence.dir", System.getProperty("basedir", ".") + "/../docs/evidence"))
                .resolve("replica")
                .normalize();
        Files.createDirectories(directory);
        Files.write(directory.resolve("traffic.csv"), lines);
        assertThat(lines).hasSize(16);
    }

    private static Cost equal(int entries) {
        return measure(entries, false, false);
    }

    private static Cost newerHere(int entries) {
        return measure(entries, true, false);
    }

    private static Cost newerThere(int entries) {
        return measure(entries, false, true);
    }

    private static Cost measure(int count, boolean newerHere, boolean newerThere) {
        Net net = new Net(1);
        Node a = net.map("a");
        Node b = net.map("b");
        List<ReplicaEntry> entries = new ArrayList<>();
        long listingAll = 0;
        for (int i = 0; i < count; i++) {
            ReplicaEntry entry = entry(i, 1);
            entries.add(entry);
            listingAll += Long.BYTES + entry.version().size();
        }
        a.replica.install(entries);
        b.replica.install(entries);
        if (newerHere || newerThere) {
            (newerHere ? a : b).replica.install(List.of(entry(count / 2, 2)));
        }
        a.handle(new NeighborUp(b.id));
        net.run(Duration.ofSeconds(1));
        assertThat(a.replica.digest()).isEqualTo(b.replica.digest());
        assertThat(a.replica.sessionsCompleted()).isEqualTo(1);
        return new Cost(count, net.bytes, net.messages.size() / 2, listingAll);
    }

    /** As a service's instance: a key of about 24 bytes, a dot, a value of 100. */
    private static ReplicaEntry entry(int number, int generation) {
        long stamp = (Net.EPOCH - 60_000 + generation) << 16;
        return new ReplicaEntry(
                bytes("service/orders/" + number),
                new Dot(stamp, node("node-" + number % 1_000)).toVersion(),
                bytes("v" + generation + "x".repeat(98)));
    }
}
