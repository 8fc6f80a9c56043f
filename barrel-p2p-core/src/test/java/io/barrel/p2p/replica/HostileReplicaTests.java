package io.barrel.p2p.replica;

import static io.barrel.p2p.replica.Net.OPEN;
import static io.barrel.p2p.replica.Net.bytes;
import static io.barrel.p2p.replica.Net.entry;
import static io.barrel.p2p.replica.Net.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.ReplicaInput.NeighborUp;
import io.barrel.p2p.replica.ReplicaInput.Received;
import io.barrel.p2p.replica.ReplicaMessage.Branch;
import io.barrel.p2p.replica.ReplicaMessage.Compare;
import io.barrel.p2p.replica.ReplicaMessage.Difference;
import io.barrel.p2p.replica.ReplicaMessage.Differences;
import io.barrel.p2p.replica.ReplicaMessage.Digest;
import io.barrel.p2p.replica.ReplicaMessage.Entries;
import io.barrel.p2p.replica.ReplicaMessage.Fetch;
import io.barrel.p2p.replica.ReplicaMessage.Held;
import io.barrel.p2p.replica.ReplicaMessage.Leaf;
import io.barrel.p2p.replica.ReplicaMessage.Push;
import io.barrel.p2p.replica.ReplicaMessage.Pushed;
import io.barrel.p2p.replica.ReplicaMessage.Range;
import io.barrel.p2p.replica.ReplicaOutput.SendTo;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A peer that has authenticated and says what it likes. */
class HostileReplicaTests {

    private static final NodeId EVIL = node("evil");

    private final List<ReplicaOutput> outputs = new ArrayList<>();
    private final Replica replica = new Replica(ReplicaConfig.DEFAULT, OPEN, new SplittableRandom(1), outputs::add);
    private long now;

    private void handle(ReplicaInput input) {
        outputs.clear();
        replica.handle(input, now);
    }

    private void receive(ReplicaMessage message) {
        handle(new Received(EVIL, message));
    }

    private Optional<ReplicaMessage> sent() {
        return outputs.stream()
                .filter(SendTo.class::isInstance)
                .map(output -> ((SendTo) output).message())
                .findFirst();
    }

    private Compare compareAtOnce() {
        handle(new NeighborUp(EVIL));
        return (Compare) sent().orElseThrow();
    }

    /** Answers every request until none comes; how many came. */
    private int converse(Function<ReplicaMessage, ReplicaMessage> answers) {
        compareAtOnce();
        int requests = 0;
        while (sent().isPresent()) {
            requests++;
            now++;
            receive(answers.apply(sent().get()));
        }
        return requests;
    }

    @Test
    void answersNobodyAskedForAreIgnoredAndCounted() {
        receive(new Differences(1, 1, List.of(new Leaf(Prefix.ROOT, List.of()))));
        receive(new Entries(1, List.of(entry("k", 1, "v")), List.of(), 1, ByteString.EMPTY));
        receive(new Pushed(1));
        assertThat(outputs).isEmpty();
        assertThat(replica.size()).isZero();
        assertThat(replica.unexpected()).isEqualTo(3);
    }

    @Test
    void answersOfAnotherSessionPeerOrKindAreIgnoredAndCounted() {
        long session = compareAtOnce().session();
        Differences answer = new Differences(session, 1, List.of());
        receive(new Differences(session + 1, 1, List.of()));
        handle(new Received(node("other"), answer));
        receive(new Pushed(session));
        receive(new Entries(session, List.of(), List.of(), 1, ByteString.EMPTY));
        assertThat(replica.unexpected()).isEqualTo(4);
        assertThat(replica.sessionsCompleted()).isZero();
        receive(answer);
        receive(answer);
        assertThat(replica.sessionsCompleted()).isEqualTo(1);
        assertThat(replica.unexpected()).isEqualTo(5);
    }

    @Test
    void differencesNobodyAskedForOpenNothing() {
        Compare root = compareAtOnce();
        Prefix elsewhere = Prefix.ROOT.child(3);
        receive(new Differences(
                root.session(),
                1,
                List.of(
                        new Branch(elsewhere, Collections.nCopies(16, 1L)),
                        new Leaf(Prefix.ROOT, List.of()),
                        new Leaf(Prefix.ROOT, List.of(new Held(1, 1, bytes("v")))))));
        assertThat(sent()).isEmpty();
        assertThat(replica.sessionsCompleted()).isEqualTo(1);
        assertThat(replica.unexpected()).isEqualTo(2);
    }

    @Test
    void entriesOutsideTheRangesAskedForAreNotTaken() {
        Compare root = compareAtOnce();
        ReplicaEntry asked = entry("k", 1, "v");
        ReplicaEntry other = entry("other", 1, "v");
        assertThat(Prefix.childOf(0, other.keyHash())).isNotEqualTo(Prefix.childOf(0, asked.keyHash()));
        List<Long> children = new ArrayList<>(Collections.nCopies(16, 0L));
        children.set(Prefix.childOf(0, asked.keyHash()), 7L);
        receive(new Differences(root.session(), 1, List.of(new Branch(Prefix.ROOT, children))));
        assertThat(sent()).containsInstanceOf(Fetch.class);
        receive(new Entries(root.session(), List.of(other, asked), List.of(99L), 1, ByteString.EMPTY));
        assertThat(replica.get(asked.key())).isEqualTo(asked);
        assertThat(replica.get(other.key())).isNull();
        assertThat(replica.unexpected()).isEqualTo(2);
        assertThat(replica.sessionsCompleted()).isEqualTo(1);
    }

    @Test
    void onlyWhatWasListedIsPushedOnDemand() {
        replica.install(ReplicaTests.entries(20, 1));
        int requests = converse(request -> {
            if (request instanceof Compare compare) {
                return differing(compare, 3);
            }
            if (request instanceof Fetch fetch) {
                List<Long> wanted = new ArrayList<>();
                fetch.ranges()
                        .forEach(range -> range.have().forEach(held -> {
                            wanted.add(held.keyHash());
                            wanted.add(held.keyHash());
                            wanted.add(held.keyHash() + 1);
                        }));
                return new Entries(
                        fetch.session(), List.of(), wanted, fetch.ranges().size(), ByteString.EMPTY);
            }
            return new Pushed(request.session());
        });
        assertThat(requests).isEqualTo(3);
        assertThat(replica.entriesSent()).isEqualTo(20);
        assertThat(replica.unexpected()).isEqualTo(20);
    }

    @Test
    void peerThatDiffersEverywhereIsFollowedNoDeeperThanOurOwnTree() {
        replica.install(ReplicaTests.entries(10_000, 1));
        SplittableRandom random = new SplittableRandom(1);
        int requests = converse(request ->
                request instanceof Compare compare ? differing(compare, random.nextLong()) : nothing(request));
        // 1 + 16 + 256 inner nodes, and at most 16 ranges of each.
        assertThat(requests).isLessThan(1 + 16 + 256 + 273 * 16 / 16);
        assertThat(replica.sessionsCompleted()).isEqualTo(1);
        assertThat(replica.size()).isEqualTo(10_000);
    }

    private static ReplicaMessage differing(Compare compare, long digest) {
        List<Difference> differences = new ArrayList<>();
        for (Digest asked : compare.digests()) {
            differences.add(new Branch(asked.prefix(), Collections.nCopies(16, digest)));
        }
        return new Differences(compare.session(), compare.digests().size(), differences);
    }

    private static ReplicaMessage nothing(ReplicaMessage request) {
        return request instanceof Fetch fetch
                ? new Entries(
                        fetch.session(), List.of(), List.of(), fetch.ranges().size(), ByteString.EMPTY)
                : new Pushed(request.session());
    }

    @Test
    void endlessRangeIsFollowedForAFixedNumberOfRequests() {
        List<ReplicaEntry> keys = new ArrayList<>(ReplicaTests.entries(6_000, 1));
        keys.sort(Comparator.comparing(ReplicaEntry::keyHash, Long::compareUnsigned));
        int[] next = {0};
        int requests = converse(request -> request instanceof Compare compare
                ? differing(compare, 3)
                : new Entries(
                        request.session(),
                        List.of(),
                        List.of(),
                        0,
                        keys.get(next[0]++).key()));
        assertThat(requests).isEqualTo(Comparison.MAX_REQUESTS);
        assertThat(replica.sessionsCompleted()).isZero();
    }

    @Test
    void answerWithoutProgressEndsTheComparison() {
        ByteString first = bytes("any");
        int requests = converse(request -> {
            return request instanceof Compare compare
                    ? differing(compare, 3)
                    : new Entries(request.session(), List.of(), List.of(), 0, first);
        });
        assertThat(requests).isEqualTo(3);
        assertThat(replica.unexpected()).isEqualTo(1);
        assertThat(replica.sessionsCompleted()).isZero();
    }

    @Test
    void answerThatClaimsMoreThanWasAskedEndsTheComparison() {
        Compare root = compareAtOnce();
        receive(new Differences(root.session(), 2, List.of()));
        assertThat(sent()).isEmpty();
        assertThat(replica.unexpected()).isEqualTo(1);
        assertThat(replica.sessionsCompleted()).isZero();
    }

    @Test
    void peerThatAnswersSlowlyHoldsTheTurnForFiveMinutesAtMost() {
        replica.install(ReplicaTests.entries(100_000, 1));
        ReplicaMessage request = compareAtOnce();
        handle(new NeighborUp(node("next")));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10; i++) {
            assertThat(replica.sessionsTimedOut()).isZero();
            now += 29_999;
            handle(new ReplicaInput.TimerFired(new ReplicaTimer.SessionTimeout()));
            receive(request instanceof Compare compare ? differing(compare, random.nextLong()) : nothing(request));
            request = sent().orElseThrow();
        }
        now += 29_999;
        receive(request instanceof Compare compare ? differing(compare, random.nextLong()) : nothing(request));
        assertThat(replica.sessionsTimedOut()).isEqualTo(1);
        assertThat(outputs)
                .anyMatch(output -> output instanceof SendTo send && send.to().equals(node("next")));
    }

    @Test
    void onlySoManyNewNeighboursWait() {
        for (int i = 0; i < 500; i++) {
            handle(new NeighborUp(node("n" + i)));
        }
        for (int i = 0; i < 500; i++) {
            now += 30_000;
            handle(new ReplicaInput.TimerFired(new ReplicaTimer.SessionTimeout()));
        }
        assertThat(replica.sessionsStarted()).isEqualTo(65);
    }

    @Property(tries = 200)
    void whateverAPeerSaysOutputsStayBoundedAndTheNextComparisonWorks(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Net net = new Net(seed);
        Net.Node victim = net.bare("victim");
        Net.Node honest = net.bare("honest");
        List<ReplicaEntry> entries = ReplicaTests.entries(random.nextInt(3_000), 1);
        victim.replica.install(entries);
        honest.replica.install(entries.subList(0, entries.size() / 2));
        victim.handle(new NeighborUp(EVIL));
        for (int i = 0; i < 200; i++) {
            int before = victim.outputs.size();
            List<SendTo> sends = victim.outputs(SendTo.class);
            ReplicaMessage last = sends.get(sends.size() - 1).message();
            ReplicaMessage message = random(random, random.nextInt(4) == 0 ? 5 : last.session(), last, entries);
            victim.handle(new Received(EVIL, message));
            List<ReplicaOutput> outputs = victim.outputs.subList(before, victim.outputs.size());
            assertThat(outputs.stream().filter(SendTo.class::isInstance)).hasSizeLessThanOrEqualTo(1);
            for (ReplicaOutput output : outputs) {
                if (output instanceof SendTo send) {
                    ReplicaFrame frame = new ReplicaFrame("r", send.message());
                    assertThat(ReplicaCodec.decode(ReplicaCodec.encode(frame))).contains(frame);
                }
            }
        }
        victim.handle(new ReplicaInput.NeighborDown(EVIL));
        victim.handle(new NeighborUp(honest.id));
        net.run(Duration.ofSeconds(20));
        assertThat(victim.content()).isEqualTo(honest.content());
    }

    private static ReplicaMessage random(
            SplittableRandom random, long session, ReplicaMessage last, List<ReplicaEntry> entries) {
        Prefix prefix = last instanceof Compare compare && random.nextInt(3) > 0
                ? compare.digests()
                        .get(random.nextInt(compare.digests().size()))
                        .prefix()
                : prefix(random, entries);
        ByteString after = random.nextBoolean() ? ByteString.EMPTY : bytes("key" + random.nextInt(3_000));
        return switch (random.nextInt(7)) {
            case 0 -> new Compare(session, List.of(new Digest(prefix, random.nextLong())));
            case 1 ->
                new Differences(
                        session,
                        1 + random.nextInt(3),
                        List.of(new Branch(
                                prefix.depth() < 16 ? prefix : Prefix.ROOT,
                                Collections.nCopies(16, random.nextLong()))));
            case 2 -> new Differences(session, 1, List.of(new Leaf(prefix, held(random, entries))));
            case 3 -> new Fetch(session, List.of(new Range(prefix, held(random, entries))), after);
            case 4 ->
                new Entries(
                        session,
                        List.of(entry("key" + random.nextInt(4_000), random.nextInt(1, 4), "evil")),
                        List.of(random.nextLong()),
                        random.nextInt(4),
                        after);
            case 5 -> new Push(session, List.of(entry("evil" + random.nextInt(9), 1, "x")));
            default -> new Pushed(session);
        };
    }

    private static Prefix prefix(SplittableRandom random, List<ReplicaEntry> entries) {
        long hash = entries.isEmpty()
                ? random.nextLong()
                : entries.get(random.nextInt(entries.size())).keyHash();
        Prefix prefix = Prefix.ROOT;
        for (int depth = random.nextInt(17); depth > 0; depth--) {
            prefix = prefix.child(Prefix.childOf(prefix.depth(), hash));
        }
        return prefix;
    }

    private static List<Held> held(SplittableRandom random, List<ReplicaEntry> entries) {
        List<Held> held = new ArrayList<>();
        for (int i = random.nextInt(33); i > 0; i--) {
            held.add(
                    entries.isEmpty() || random.nextBoolean()
                            ? new Held(random.nextLong(), random.nextLong(), bytes("v"))
                            : Held.of(entries.get(random.nextInt(entries.size()))));
        }
        return held;
    }
}
