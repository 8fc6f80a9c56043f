package io.barrel.p2p.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Peers compare themselves with a replica and lie about it, while others write. */
class ReplicaFuzzTests {

    private static final int MAX_ENTRIES = 40;
    private static final List<NodeId> PEERS =
            IntStream.range(0, 4).mapToObj(i -> Net.node("p" + i)).toList();

    private final List<ReplicaOutput> outputs = new ArrayList<>();
    private final Map<ByteString, ReplicaEntry> model = new HashMap<>();
    private ReplicaMessage asked = FuzzedReplica.none();

    /** One object of the class gets every input: what a scene holds is in another. */
    @FuzzTest
    void holdsTheGreatestOfWhatItTookAndNoMore(FuzzedDataProvider data) {
        new ReplicaFuzzTests().play(new FuzzedRandom(data));
    }

    private void play(FuzzedRandom random) {
        Replica replica = new Replica(ReplicaConfig.DEFAULT, Net.OPEN, random, outputs::add, MAX_ENTRIES);
        FuzzedReplica hostile = new FuzzedReplica(random, () -> entry(random));
        long now = 0;
        while (random.hasMore()) {
            now += random.nextInt(4) == 0 ? random.nextInt(60_000) : 0;
            NodeId peer = random.any(PEERS);
            ReplicaInput input = switch (random.nextInt(8)) {
                case 0 -> new ReplicaInput.NeighborUp(peer);
                case 1 -> new ReplicaInput.NeighborDown(peer);
                case 2 -> new ReplicaInput.TimerFired(random.any(FuzzedReplica.TIMERS));
                case 3 -> new ReplicaInput.Put(entry(random));
                case 4 -> new ReplicaInput.Delta(peer, List.of(entry(random), entry(random)));
                default ->
                    new ReplicaInput.Received(
                            peer,
                            Hostile.decoded(() -> hostile.message(asked))
                                    .flatMap(said -> said)
                                    .orElse(asked));
            };
            if (input instanceof ReplicaInput.Put put
                    && !replica.hasRoomFor(put.entry().key())) {
                continue;
            }
            replica.handle(input, now);
            check(replica, input);
        }
    }

    private void check(Replica replica, ReplicaInput input) {
        int sent = 0;
        for (ReplicaOutput output : outputs) {
            if (output instanceof ReplicaOutput.SendTo send) {
                sent++;
                asked = send.message();
                ReplicaFrame frame = new ReplicaFrame("r", asked);
                assertThat(ReplicaCodec.decode(ReplicaCodec.encode(frame))).contains(frame);
            } else if (output instanceof ReplicaOutput.Changed changed) {
                changed(changed);
            }
        }
        outputs.clear();
        if (input instanceof ReplicaInput.Received) {
            assertThat(sent).as("messages for one message").isLessThanOrEqualTo(2);
        }
        Set<ReplicaEntry> held = new HashSet<>();
        replica.forEach(held::add);
        assertThat(held).containsExactlyInAnyOrderElementsOf(model.values());
        assertThat(replica.size()).isEqualTo(held.size()).isLessThanOrEqualTo(MAX_ENTRIES);
        assertThat(replica.digest())
                .isEqualTo(held.stream().mapToLong(ReplicaEntry::hash).sum());
    }

    private void changed(ReplicaOutput.Changed changed) {
        ReplicaEntry before = changed.before();
        ReplicaEntry after = changed.after();
        if (after == null) {
            assertThat(before).isNotNull();
            model.values().remove(before);
        } else {
            assertThat(model.get(after.key())).isEqualTo(before);
            assertThat(before == null || after.compareTo(before) > 0).isTrue();
            model.put(after.key(), after);
        }
    }

    /** Few keys and versions, so that they meet; some keys have one hash. */
    private static ReplicaEntry entry(FuzzedRandom random) {
        int number = random.nextInt(60);
        ByteString key = number < 12 ? Collisions.key(number) : Net.bytes("k" + number);
        ByteString version = ByteString.copyFrom(new byte[] {(byte) (1 + random.nextInt(4))});
        ByteString value = random.nextInt(4) == 0
                ? null
                : random.nextInt(32) == 0
                        ? ByteString.copyFrom(new byte[ReplicaEntry.MAX_VALUE])
                        : Net.bytes("v" + random.nextInt(3));
        return new ReplicaEntry(key, version, value);
    }

    /** The version of an entry of a map: a stamp and a node. */
    @FuzzTest
    void dotThatIsReadIsWrittenTheSame(byte[] input) {
        ByteString version = ByteString.copyFrom(input);
        Hostile.decoded(() -> Dot.of(version))
                .ifPresent(dot -> assertThat(dot.toVersion()).isEqualTo(version));
        HybridClock clock = new HybridClock(() -> Net.EPOCH, Duration.ofMinutes(1));
        LwwPolicy policy = new LwwPolicy(clock, Duration.ofHours(1));
        ReplicaEntry entry = new ReplicaEntry(Net.bytes("k"), version, null);
        policy.refusal(entry);
        policy.isExpired(entry);
        assertThat(HybridClock.millis(clock.now())).isLessThanOrEqualTo(Net.EPOCH + 60_000);
    }
}
