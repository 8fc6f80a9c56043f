package io.barrel.p2p.replica;

import static io.barrel.p2p.replica.Net.EPOCH;
import static io.barrel.p2p.replica.Net.bytes;
import static io.barrel.p2p.replica.Net.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.replica.Net.Node;
import io.barrel.p2p.replica.ReplicaInput.Delta;
import io.barrel.p2p.replica.ReplicaOutput.Changed;
import io.barrel.p2p.replica.ReplicaOutput.Refused;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LwwMapTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Net net = new Net(1);

    private static ReplicaEntry written(long millis, String by, String key, String value) {
        return new ReplicaEntry(bytes(key), new Dot(millis << 16, node(by)).toVersion(), bytes(value));
    }

    @Test
    void lastWriteStaysEverywhere() {
        Node a = net.map("a");
        Node b = net.map("b");
        a.put("k", "first");
        net.run(SECOND);
        b.put("k", "second");
        net.run(SECOND);
        assertThat(a.get("k")).isEqualTo("second");
        assertThat(a.map.remove(bytes("k"), net.now)).isTrue();
        assertThat(a.map.remove(bytes("k"), net.now)).isFalse();
        net.run(SECOND);
        assertThat(b.get("k")).isEqualTo("nothing");
        assertThat(b.replica.size()).isEqualTo(1);
    }

    @Test
    void removingWhatIsNotThereWritesNothing() {
        Node a = net.map("a");
        assertThat(a.map.remove(bytes("k"), net.now)).isFalse();
        assertThat(a.outputs).isEmpty();
    }

    @Test
    void writeAfterAnObservedOneWinsThoughItsClockIsBehind() {
        Node a = net.map("a");
        Node b = net.map("b");
        a.skew = 30_000;
        a.put("k", "ahead");
        net.run(SECOND);
        b.put("k", "behind but later");
        net.run(SECOND);
        assertThat(a.get("k")).isEqualTo("behind but later");
    }

    @Test
    void equalStampsAreDecidedByName() {
        Node a = net.map("a");
        a.handle(new Delta(node("x"), List.of(written(EPOCH, "y", "k", "of y"), written(EPOCH, "x", "k", "of x"))));
        assertThat(a.get("k")).isEqualTo("of y");
    }

    @Test
    void visitsWhatHasAValue() {
        Node a = net.map("a");
        a.put("k", "v");
        a.put("l", "w");
        a.put("gone", "x");
        a.map.remove(bytes("gone"), net.now);
        Map<String, String> seen = new HashMap<>();
        a.map.forEach((key, value) -> seen.put(key.toStringUtf8(), value.toStringUtf8()));
        assertThat(seen).containsOnly(Map.entry("k", "v"), Map.entry("l", "w"));
    }

    @Test
    void boundsAreTheCallersToKeep() {
        Node a = net.map("a");
        ByteString longKey = ByteString.copyFrom(new byte[513]);
        ByteString largeValue = ByteString.copyFrom(new byte[ReplicaEntry.MAX_VALUE + 1]);
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> a.map.put(longKey, bytes("v"), net.now));
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> a.map.put(ByteString.EMPTY, bytes("v"), net.now));
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> a.map.put(bytes("k"), largeValue, net.now));
        a.map.put(longKey.substring(1), largeValue.substring(1), net.now);
        assertThat(a.replica.size()).isEqualTo(1);
    }

    @Test
    void newKeyWithoutRoomIsRefusedToTheCaller() {
        Node a = net.map("a");
        for (int i = 0; i < 32; i++) {
            a.map.put(Collisions.key(i), bytes("v"), net.now);
        }
        assertThatExceptionOfType(ReplicaFullException.class)
                .isThrownBy(() -> a.map.put(Collisions.key(32), bytes("v"), net.now));
        a.map.put(Collisions.key(31), bytes("w"), net.now);
        assertThat(a.map.get(Collisions.key(31))).isEqualTo(bytes("w"));
    }

    @Test
    void longestNodeNameFitsIntoAVersion() {
        NodeId longest = NodeId.of("n@" + "h".repeat(253));
        Dot dot = new Dot(Long.MAX_VALUE, longest);
        assertThat(dot.toVersion().size()).isLessThanOrEqualTo(ReplicaEntry.MAX_VERSION);
        assertThat(Dot.of(dot.toVersion())).isEqualTo(dot);
    }

    @Test
    void stampTooFarAheadIsRefusedAndDoesNotMoveTheClock() {
        Node a = net.map("a");
        a.put("k", "v");
        long before = a.clock.highWater();
        ReplicaEntry future = written(EPOCH + 60_001, "b", "k", "from the future");
        a.handle(new Delta(node("b"), List.of(future)));
        assertThat(a.outputs).contains(new Refused(node("b"), future, ReplicaPolicy.Refusal.CLOCK_SKEW));
        assertThat(a.clock.highWater()).isEqualTo(before);
        assertThat(a.get("k")).isEqualTo("v");
    }

    @Test
    void acceptableStampMovesTheClock() {
        Node a = net.map("a");
        a.handle(new Delta(node("b"), List.of(written(EPOCH + 60_000, "b", "k", "ahead"))));
        assertThat(a.get("k")).isEqualTo("ahead");
        assertThat(HybridClock.millis(a.clock.highWater())).isEqualTo(EPOCH + 60_000);
    }

    @Test
    void refusedStampIsRefusedInAComparisonTooUntilItsTimeHasCome() {
        Node a = net.map("a");
        Node b = net.map("b");
        b.skew = 90_000;
        net.loss = 1;
        b.put("k", "v");
        a.handle(new ReplicaInput.NeighborUp(b.id));
        net.run(SECOND);
        assertThat(a.get("k")).isEqualTo("nothing");
        assertThat(a.replica.refused()).isEqualTo(1);
        net.run(Duration.ofMinutes(2));
        assertThat(a.get("k")).isEqualTo("v");
    }

    @Test
    void versionThatIsNoDotIsRefused() {
        Node a = net.map("a");
        List<ReplicaEntry> bad = List.of(
                new ReplicaEntry(bytes("k"), bytes("short"), bytes("v")),
                new ReplicaEntry(bytes("k"), bytes("12345678"), bytes("v")),
                new ReplicaEntry(bytes("k"), bytes("12345678no node"), bytes("v")),
                new ReplicaEntry(
                        bytes("k"), ByteString.copyFrom(new byte[] {-1, 0, 0, 0, 0, 0, 0, 0, 'a', '@', 'h'}), null));
        a.handle(new Delta(node("b"), bad));
        assertThat(a.outputs(Refused.class))
                .extracting(Refused::refusal)
                .hasSize(4)
                .containsOnly(ReplicaPolicy.Refusal.MALFORMED);
        assertThat(a.replica.size()).isZero();
    }

    @Test
    void tombstoneIsForgottenAfterItsRetention() {
        Node a = net.map("a");
        a.put("k", "v");
        a.map.remove(bytes("k"), net.now);
        ReplicaEntry tombstone = a.replica.get(bytes("k"));
        net.run(Duration.ofMinutes(59));
        assertThat(a.replica.size()).isEqualTo(1);
        net.run(Duration.ofMinutes(3));
        assertThat(a.replica.size()).isZero();
        assertThat(a.outputs).endsWith(new Changed(tombstone, null));
        a.handle(new Delta(node("b"), List.of(tombstone)));
        assertThat(a.replica.size()).isZero();
    }

    /** Both have run out; of the first the application is told, and it writes the other anew at once. */
    @Test
    void keyThatIsWrittenAnewDuringTheSweepStays() {
        long[] wall = {EPOCH};
        int[] expired = {0};
        LwwMap[] map = new LwwMap[1];
        map[0] = new LwwMap(
                ReplicaConfig.DEFAULT,
                node("a"),
                new HybridClock(() -> wall[0], Duration.ofMinutes(1)),
                new SplittableRandom(1),
                output -> {
                    if (output instanceof Changed changed && changed.after() == null && expired[0]++ == 0) {
                        boolean first = map[0].replica().get(bytes("k")) == null;
                        map[0].put(bytes(first ? "l" : "k"), bytes("anew"), 0);
                    }
                });
        for (String key : List.of("k", "l")) {
            map[0].put(bytes(key), bytes("v"), 0);
            map[0].remove(bytes(key), 0);
        }
        wall[0] += Duration.ofHours(2).toMillis();
        map[0].handle(new ReplicaInput.TimerFired(new ReplicaTimer.Sweep()), 0);
        List<ByteString> written = new ArrayList<>();
        map[0].forEach((key, value) -> written.add(value));
        assertThat(written).containsExactly(bytes("anew"));
    }

    @Test
    void keptTombstonesAreForgottenAfterADay() {
        Node a = net.map("a");
        a.map.keepTombstones(true);
        a.put("k", "v");
        a.map.remove(bytes("k"), net.now);
        net.run(Duration.ofMinutes(24 * 60 - 1));
        assertThat(a.replica.size()).isEqualTo(1);
        net.run(Duration.ofMinutes(3));
        assertThat(a.replica.size()).isZero();
    }

    @Test
    void retentionLongerThanADayIsKeptToWhileSomebodyIsAway() {
        long[] wall = {EPOCH};
        LwwMap map = new LwwMap(
                new ReplicaConfig(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofDays(2)),
                node("a"),
                new HybridClock(() -> wall[0], Duration.ofMinutes(1)),
                new SplittableRandom(1),
                Net.ignore());
        map.keepTombstones(true);
        map.put(bytes("k"), bytes("v"), 0);
        map.remove(bytes("k"), 0);
        wall[0] += Duration.ofHours(47).toMillis();
        map.handle(new ReplicaInput.TimerFired(new ReplicaTimer.Sweep()), 0);
        assertThat(map.replica().size()).isEqualTo(1);
        wall[0] += Duration.ofHours(2).toMillis();
        map.handle(new ReplicaInput.TimerFired(new ReplicaTimer.Sweep()), 0);
        assertThat(map.replica().size()).isZero();
    }

    @Test
    void writeWinsOverWhatWasKeptThoughTheWallClockSteppedBack() {
        Node a = net.map("a");
        a.map.install(List.of(written(EPOCH + 3_600_000, "a", "k", "kept")));
        assertThat(a.get("k")).isEqualTo("kept");
        assertThat(a.outputs).isEmpty();
        a.put("k", "new");
        assertThat(a.get("k")).isEqualTo("new");
    }

    @Test
    void tombstoneWithoutADotIsSweptNotStumbledOver() {
        Node a = net.map("a");
        a.handle(new ReplicaInput.Put(new ReplicaEntry(bytes("k"), bytes("x"), null)));
        net.run(Duration.ofMinutes(1));
        assertThat(a.replica.size()).isZero();
    }

    @Test
    void damagedEntriesOfADiskAreLeftOut() {
        Node a = net.map("a");
        a.map.install(List.of(
                new ReplicaEntry(bytes("k"), bytes("x"), null),
                new ReplicaEntry(bytes("l"), bytes("12345678no node"), bytes("v")),
                written(EPOCH, "a", "m", "kept")));
        assertThat(a.content()).containsOnlyKeys("m");
    }

    @Property(tries = 40)
    void nodeThatMissedARemovalDoesNotBringTheKeyBack(
            @ForAll long seed, @ForAll boolean keep, @ForAll @IntRange(min = 1, max = 23 * 60) int minutesAway) {
        int away = keep ? minutesAway : 1 + minutesAway % 58;
        assertThat(removalSurvives(seed, keep, away)).isTrue();
    }

    @Test
    void tombstonesAreWhatPreventsIt() {
        assertThat(removalSurvives(1, false, 65)).isFalse();
    }

    /** A node is cut off while another removes a key, comes back, and everything is compared. */
    private static boolean removalSurvives(long seed, boolean keep, int minutesAway) {
        Net net = new Net(seed);
        Node a = net.map("a");
        Node b = net.map("b");
        Node away = net.map("away");
        net.link(a, b);
        net.link(b, away);
        a.put("k", "v");
        net.run(SECOND);
        net.nodes.values().forEach(node -> node.map.keepTombstones(keep));
        net.unlink(b, away);
        net.loss = 1;
        net.run(SECOND);
        a.map.remove(bytes("k"), net.now);
        net.run(Duration.ofMinutes(minutesAway));
        assertThat(b.get("k")).isEqualTo("nothing");
        assertThat(away.get("k")).isEqualTo("v");
        net.link(b, away);
        net.run(SECOND.multipliedBy(75));
        return net.nodes.values().stream().allMatch(node -> node.get("k").equals("nothing"));
    }
}
