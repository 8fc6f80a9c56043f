package io.barrel.p2p.replica;

import static io.barrel.p2p.replica.Net.OPEN;
import static io.barrel.p2p.replica.Net.bytes;
import static io.barrel.p2p.replica.Net.entry;
import static io.barrel.p2p.replica.Net.node;
import static io.barrel.p2p.replica.Net.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.Net.Node;
import io.barrel.p2p.replica.ReplicaInput.Delta;
import io.barrel.p2p.replica.ReplicaInput.NeighborUp;
import io.barrel.p2p.replica.ReplicaInput.Put;
import io.barrel.p2p.replica.ReplicaMessage.Compare;
import io.barrel.p2p.replica.ReplicaMessage.Differences;
import io.barrel.p2p.replica.ReplicaOutput.Broadcast;
import io.barrel.p2p.replica.ReplicaOutput.Cancel;
import io.barrel.p2p.replica.ReplicaOutput.Changed;
import io.barrel.p2p.replica.ReplicaOutput.Refused;
import io.barrel.p2p.replica.ReplicaOutput.Schedule;
import io.barrel.p2p.replica.ReplicaOutput.SendTo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplicaTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Net net = new Net(1);

    @Test
    void whatIsWrittenIsToldAndBroadcastOnce() {
        Node a = net.bare("a");
        ReplicaEntry first = entry("k", 1, "v");
        ReplicaEntry second = entry("k", 2, "w");
        a.handle(new Put(first));
        a.handle(new Put(second));
        a.handle(new Put(first));
        a.handle(new Put(second));
        assertThat(a.outputs)
                .containsExactly(
                        new Changed(null, first),
                        new Broadcast(List.of(first)),
                        new Changed(first, second),
                        new Broadcast(List.of(second)));
    }

    @Test
    void whatIsWrittenElsewhereIsToldAndNotBroadcast() {
        Node a = net.bare("a");
        a.handle(new Delta(node("b"), List.of(entry("k", 2, "v"), entry("k", 1, "old"), entry("l", 1, "x"))));
        assertThat(a.outputs)
                .containsExactly(new Changed(null, entry("k", 2, "v")), new Changed(null, entry("l", 1, "x")));
    }

    @Test
    void ofEqualVersionsAValueStaysBeforeATombstoneAndTheGreaterValue() {
        for (ReplicaEntry loser : List.of(tombstone("k", 1), entry("k", 1, "a"))) {
            Node a = net.bare("a");
            Node b = net.bare("b");
            ReplicaEntry winner = entry("k", 1, "b");
            a.handle(new Delta(node("x"), List.of(loser, winner)));
            b.handle(new Delta(node("x"), List.of(winner, loser)));
            assertThat(a.replica.get(bytes("k"))).isEqualTo(winner);
            assertThat(b.replica.get(bytes("k"))).isEqualTo(winner);
        }
    }

    @Test
    void entryBeyondItsBoundsIsRefusedFromOthersAndTheCallersMistakeHere() {
        Node a = net.bare("a");
        ReplicaEntry large =
                new ReplicaEntry(bytes("k"), bytes("1"), ByteString.copyFrom(new byte[ReplicaEntry.MAX_VALUE + 1]));
        assertThatIllegalArgumentException().isThrownBy(() -> a.handle(new Put(large)));
        a.handle(new Delta(node("b"), List.of(large)));
        assertThat(a.outputs).containsExactly(new Refused(node("b"), large, ReplicaPolicy.Refusal.TOO_LARGE));
        a.replica.install(List.of(large));
        assertThat(a.replica.size()).isZero();
        assertThat(a.replica.refused()).isEqualTo(1);
    }

    @Test
    void fullReplicaTakesNewVersionsButNoNewKeys() {
        Node a = net.bare("a", OPEN, 2);
        ReplicaEntry third = entry("m", 1, "x");
        a.replica.install(List.of(entry("k", 1, "x"), entry("l", 1, "x"), third));
        assertThat(a.replica.size()).isEqualTo(2);
        a.handle(new Delta(node("b"), List.of(third, entry("k", 2, "y"))));
        a.handle(new Put(third));
        assertThat(a.outputs)
                .containsExactly(
                        new Refused(node("b"), third, ReplicaPolicy.Refusal.FULL),
                        new Changed(entry("k", 1, "x"), entry("k", 2, "y")));
        assertThat(a.replica.hasRoomFor(bytes("k"))).isTrue();
        assertThat(a.replica.hasRoomFor(bytes("m"))).isFalse();
        assertThat(a.replica.discard(bytes("l"), net.now)).isTrue();
        assertThat(a.replica.hasRoomFor(bytes("m"))).isTrue();
    }

    @Test
    void thirtyThirdKeyOfOneHashIsRefused() {
        Node a = net.bare("a");
        a.handle(new Delta(node("b"), Collisions.entries(33)));
        assertThat(a.replica.size()).isEqualTo(32);
        assertThat(a.outputs(Refused.class)).extracting(Refused::refusal).containsExactly(ReplicaPolicy.Refusal.FULL);
    }

    @Test
    void keysOfOneHashConvergeToo() {
        Node a = net.bare("a");
        Node b = net.bare("b");
        List<ReplicaEntry> all = Collisions.entries(24);
        a.replica.install(all.subList(0, 16));
        b.replica.install(all.subList(8, 24));
        net.link(a, b);
        net.run(Duration.ofMinutes(2));
        assertThat(a.replica.size()).isEqualTo(24);
        assertThat(a.replica.digest()).isEqualTo(b.replica.digest());
    }

    @Test
    void discardedKeyLeavesNoTrace() {
        Node a = net.bare("a");
        a.replica.install(List.of(entry("k", 1, "v")));
        assertThat(a.replica.discard(bytes("k"), net.now)).isTrue();
        assertThat(a.replica.discard(bytes("k"), net.now)).isFalse();
        assertThat(a.replica.get(bytes("k"))).isNull();
        assertThat(a.replica.digest()).isZero();
        assertThat(a.outputs).isEmpty();
    }

    @Test
    void equalReplicasExchangeOneSmallRequestAndOneSmallAnswer() {
        Node a = net.bare("a");
        Node b = net.bare("b");
        List<ReplicaEntry> entries = entries(10_000, 1);
        a.replica.install(entries);
        b.replica.install(entries);
        a.handle(new NeighborUp(b.id));
        net.run(SECOND);
        assertThat(net.messages).hasSize(2);
        assertThat(net.messages.get(0)).isInstanceOf(Compare.class);
        assertThat(((Differences) net.messages.get(1)).differences()).isEmpty();
        assertThat(net.bytes).isLessThan(80);
        assertThat(a.replica.sessionsCompleted()).isEqualTo(1);
    }

    @Test
    void newNodeLearnsEverythingInFewRequests() {
        Node a = net.bare("a");
        Node b = net.bare("b");
        b.replica.install(entries(20_000, 1));
        a.handle(new NeighborUp(b.id));
        net.run(Duration.ofSeconds(5));
        assertThat(a.replica.digest()).isEqualTo(b.replica.digest());
        assertThat(a.replica.entriesReceived()).isEqualTo(20_000);
        assertThat(net.messages).hasSizeLessThanOrEqualTo(2 * (20_000 / 512 + 3));
    }

    @Test
    void everythingIsPushedToANodeThatHoldsNothing() {
        Node a = net.bare("a");
        Node b = net.bare("b");
        a.replica.install(entries(20_000, 1));
        a.handle(new NeighborUp(b.id));
        net.run(Duration.ofSeconds(5));
        assertThat(b.replica.digest()).isEqualTo(a.replica.digest());
        assertThat(a.replica.entriesSent()).isEqualTo(20_000);
        assertThat(net.messages).hasSizeLessThanOrEqualTo(2 * (20_000 / 512 + 3));
        assertThat(b.outputs(Broadcast.class)).isEmpty();
        assertThat(b.outputs(Changed.class)).hasSize(20_000);
    }

    @Test
    void largestValuesGoInChunks() {
        Node a = net.bare("a");
        Node b = net.bare("b");
        List<ReplicaEntry> large = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            large.add(new ReplicaEntry(
                    bytes("large" + i), bytes("1"), ByteString.copyFrom(new byte[ReplicaEntry.MAX_VALUE])));
        }
        a.replica.install(large.subList(0, 25));
        b.replica.install(large.subList(15, 40));
        a.handle(new NeighborUp(b.id));
        net.run(SECOND);
        assertThat(a.replica.size()).isEqualTo(40);
        assertThat(b.replica.digest()).isEqualTo(a.replica.digest());
        assertThat(a.replica.entriesSent()).isEqualTo(15);
        assertThat(b.replica.entriesSent()).isEqualTo(15);
    }

    @Test
    void neighbourIsComparedWithOncePerPeriod() {
        Node a = net.bare("a");
        Node b = net.bare("b");
        a.handle(new NeighborUp(b.id));
        net.run(Duration.ofHours(1));
        assertThat(a.replica.sessionsCompleted()).isBetween(60L * 2 * 4 / 5, 60L * 2 * 4 / 3 + 2);
        assertThat(a.outputs(Schedule.class).stream()
                        .filter(schedule -> schedule.timer() instanceof ReplicaTimer.AntiEntropy)
                        .mapToLong(Schedule::delayMillis))
                .allMatch(delay -> delay >= 22_500 && delay <= 37_500)
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingIsScheduledWithoutNeighbours() {
        Node a = net.bare("a");
        a.replica.install(entries(10, 1));
        a.handle(new Put(entry("k", 1, "v")));
        assertThat(a.timers).isEmpty();
        Node b = net.bare("b");
        net.link(a, b);
        net.run(SECOND);
        assertThat(a.timers).containsOnlyKeys(new ReplicaTimer.AntiEntropy());
        net.unlink(a, b);
        assertThat(a.timers).isEmpty();
    }

    @Test
    void newNeighboursWaitForEachOther() {
        Node a = net.bare("a");
        List<Node> others =
                IntStream.range(0, 5).mapToObj(i -> net.bare("n" + i)).toList();
        others.forEach(other -> a.handle(new NeighborUp(other.id)));
        assertThat(a.outputs(SendTo.class)).hasSize(1);
        net.run(SECOND);
        assertThat(a.outputs(SendTo.class))
                .extracting(SendTo::to)
                .isEqualTo(others.stream().map(other -> other.id).toList());
        assertThat(a.replica.sessionsCompleted()).isEqualTo(5);
    }

    /** It was in no broadcast that came here, so the other neighbours likely miss it too. */
    @Test
    void newsOfAComparisonIsPassedOnAtOnceButNotToTheOnlyOneThatTold() {
        Node a = net.bare("a");
        Node b = net.bare("b");
        Node c = net.bare("c");
        net.link(a, b);
        net.link(b, c);
        net.run(SECOND);
        a.replica.install(List.of(entry("k", 1, "v")));
        b.outputs.clear();
        a.handle(new NeighborUp(b.id));
        net.run(Duration.ofMillis(400));
        assertThat(b.content()).containsKey("k");
        assertThat(c.content()).doesNotContainKey("k");
        net.run(SECOND);
        assertThat(c.content()).containsKey("k");
        assertThat(b.outputs(SendTo.class))
                .filteredOn(send -> send.message() instanceof ReplicaMessage.Compare)
                .extracting(SendTo::to)
                .containsOnly(c.id);
    }

    @Test
    void silentPeerIsGivenUpAfter30SecondsAndTheNextHasItsTurn() {
        Node a = net.bare("a");
        Node b = net.bare("b");
        a.handle(new NeighborUp(node("silent")));
        a.handle(new NeighborUp(b.id));
        net.run(Duration.ofMillis(29_999));
        assertThat(a.replica.sessionsTimedOut()).isZero();
        net.run(Duration.ofMillis(10));
        assertThat(a.replica.sessionsTimedOut()).isEqualTo(1);
        assertThat(a.replica.sessionsCompleted()).isEqualTo(1);
    }

    @Test
    void lostNeighbourEndsTheComparison() {
        Node a = net.bare("a");
        Node b = net.bare("b");
        a.handle(new NeighborUp(node("silent")));
        a.handle(new NeighborUp(node("gone")));
        a.handle(new NeighborUp(b.id));
        a.handle(new ReplicaInput.NeighborDown(node("gone")));
        a.handle(new ReplicaInput.NeighborDown(node("silent")));
        net.run(SECOND);
        assertThat(a.outputs(SendTo.class)).extracting(SendTo::to).containsExactly(node("silent"), b.id);
        assertThat(a.replica.sessionsCompleted()).isEqualTo(1);
        assertThat(a.replica.sessionsTimedOut()).isZero();
        assertThat(a.outputs).contains(new Cancel(new ReplicaTimer.SessionTimeout()));
    }

    @Test
    void refusedEntryIsToldWithThePeerThatSentIt() {
        ReplicaPolicy noBad = policy(entry -> entry.key().equals(bytes("bad")), entry -> false);
        Node a = net.bare("a", noBad, 100);
        Node b = net.bare("b");
        b.replica.install(List.of(entry("bad", 1, "x"), entry("good", 1, "x")));
        a.handle(new NeighborUp(b.id));
        net.run(SECOND);
        assertThat(a.outputs(Refused.class))
                .containsExactly(new Refused(b.id, entry("bad", 1, "x"), ReplicaPolicy.Refusal.MALFORMED));
        assertThat(a.content()).containsOnlyKeys("good");
        assertThat(a.replica.refused()).isEqualTo(1);
    }

    @Test
    void expiredEntriesAreForgottenWithinAMinuteAndNotTakenInAgain() {
        List<String> expired = new ArrayList<>();
        Node a = net.bare(
                "a",
                policy(entry -> false, entry -> expired.contains(entry.key().toStringUtf8())),
                100);
        a.replica.install(List.of(entry("k", 1, "x"), tombstone("t", 1), tombstone("u", 1)));
        assertThat(a.timers).isEmpty();
        a.handle(new Delta(node("b"), List.of()));
        assertThat(a.timers).containsOnlyKeys(new ReplicaTimer.Sweep());
        expired.add("t");
        net.run(Duration.ofMinutes(1));
        assertThat(a.outputs(Changed.class)).containsExactly(new Changed(tombstone("t", 1), null));
        a.handle(new Delta(node("b"), List.of(tombstone("t", 1))));
        assertThat(a.replica.get(bytes("t"))).isNull();
        assertThat(a.outputs(Refused.class)).isEmpty();
        expired.add("u");
        net.run(Duration.ofMinutes(1));
        assertThat(a.content()).containsOnlyKeys("k");
        assertThat(a.timers).isEmpty();
    }

    @Test
    void manyExpiredEntriesAreForgottenInSlices() {
        Node a = net.bare("a", policy(entry -> false, ReplicaEntry::isTombstone), 10_000);
        a.replica.install(entries(5_000, 1));
        a.replica.install(
                IntStream.range(0, 5_000).mapToObj(i -> tombstone("t" + i, 1)).toList());
        a.handle(new Delta(node("b"), List.of()));
        net.run(Duration.ofMinutes(1));
        assertThat(a.replica.size()).isBetween(10_000 - 1_024, 9_999);
        net.run(SECOND);
        assertThat(a.replica.size()).isEqualTo(5_000);
        assertThat(a.timers).isEmpty();
    }

    @Test
    void changeMayBeAnsweredWithAWriteAtOnce() {
        List<ReplicaOutput> outputs = new ArrayList<>();
        Replica[] replica = new Replica[1];
        replica[0] = new Replica(ReplicaConfig.DEFAULT, OPEN, new SplittableRandom(1), output -> {
            outputs.add(output);
            if (output instanceof Changed changed
                    && changed.after() != null
                    && changed.after().key().equals(bytes("ask"))) {
                replica[0].handle(new Put(entry("answer", 1, "x")), 0);
            }
        });
        replica[0].handle(new Delta(node("b"), List.of(entry("ask", 1, "x"), entry("more", 1, "x"))), 0);
        assertThat(outputs)
                .containsExactly(
                        new Changed(null, entry("ask", 1, "x")),
                        new Changed(null, entry("answer", 1, "x")),
                        new Broadcast(List.of(entry("answer", 1, "x"))),
                        new Changed(null, entry("more", 1, "x")));
    }

    static List<ReplicaEntry> entries(int count, int version) {
        return IntStream.range(0, count)
                .mapToObj(i -> entry("key" + i, version, "value" + i))
                .toList();
    }

    private static ReplicaPolicy policy(Predicate<ReplicaEntry> refuses, Predicate<ReplicaEntry> expires) {
        return new ReplicaPolicy() {
            @Override
            public Optional<Refusal> refusal(ReplicaEntry entry) {
                return refuses.test(entry) ? Optional.of(Refusal.MALFORMED) : Optional.empty();
            }

            @Override
            public boolean isExpired(ReplicaEntry entry) {
                return expires.test(entry);
            }
        };
    }
}
