package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static io.barrel.p2p.roster.RosterNet.node;
import static io.barrel.p2p.roster.RosterNet.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.replica.FuzzedReplica;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaFrame;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.roster.RosterNet.Node;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Others tell of members, suspect, vouch and lie; links and time come and go. */
class RosterReplicaFuzzTests {

    private static final List<NodeId> NODES = Stream.concat(
                    Stream.of(node("self")), IntStream.range(0, 4).mapToObj(i -> node("n" + i)))
            .toList();
    private static final List<MemberStatus> STATUSES = List.of(MemberStatus.values());

    private final RosterNet net = new RosterNet(42);
    private final Node self = net.start("self");
    private ReplicaMessage asked = FuzzedReplica.none();
    private boolean running = true;

    /** One object of the class gets every input: what a scene holds is in another. */
    @FuzzTest
    void runningNodeBelievesInItself(FuzzedDataProvider data) {
        new RosterReplicaFuzzTests().play(new FuzzedRandom(data));
    }

    private void play(FuzzedRandom random) {
        FuzzedReplica hostile = new FuzzedReplica(random, () -> entry(random));
        while (random.hasMore()) {
            if (random.nextInt(4) == 0) {
                net.run(Duration.ofMillis(random.nextInt(20_000)));
            }
            step(random, hostile);
            check();
        }
    }

    private void step(FuzzedRandom random, FuzzedReplica hostile) {
        NodeId peer = NODES.get(1 + random.nextInt(NODES.size() - 1));
        switch (random.nextInt(12)) {
            case 0 -> {
                self.linked.add(peer);
                self.handle(new RosterInput.Linked(peer, stamp(EPOCH - 10_000) + random.nextInt(3)));
                self.handle(new RosterInput.NeighborUp(peer));
            }
            case 1 -> {
                self.linked.remove(peer);
                self.handle(new RosterInput.NeighborDown(peer, random.any(List.of(DownReason.values()))));
            }
            case 2 -> self.handle(new RosterInput.ProbeEnded(peer, random.nextBoolean()));
            case 3 -> self.handle(new RosterInput.TimerFired(timer(random)));
            case 4 -> {
                running = random.nextInt(4) != 0;
                self.handle(running ? new RosterInput.Start() : new RosterInput.Leave());
            }
            case 5 -> {
                if (!self.heard.remove(peer)) {
                    self.heard.add(peer);
                }
            }
            case 6 ->
                said(new RosterBroadcast.Vouch(random.any(NODES), incarnation(random), random.nextInt(3), peer))
                        .ifPresent(vouch -> self.deliver(peer, vouch));
            case 7, 8, 9 ->
                said(new RosterBroadcast.Delta(List.of(entry(random), entry(random))))
                        .ifPresent(delta -> self.deliver(random.any(NODES), delta));
            default ->
                self.handle(new RosterInput.Received(
                        peer,
                        Hostile.decoded(() -> hostile.message(asked))
                                .flatMap(said -> said)
                                .orElse(asked)));
        }
    }

    private static Optional<RosterBroadcast> said(RosterBroadcast broadcast) {
        return Hostile.decoded(() -> RosterCodec.decode(RosterCodec.encode(broadcast)))
                .flatMap(said -> said);
    }

    private void check() {
        for (RosterOutput output : self.outputs) {
            if (output instanceof RosterOutput.SendTo send) {
                asked = send.message();
                ReplicaFrame frame = new ReplicaFrame("r", asked);
                assertThat(ReplicaCodec.decode(ReplicaCodec.encode(frame))).contains(frame);
            } else if (output instanceof RosterOutput.Broadcast broadcast) {
                assertThat(said(broadcast.broadcast())).contains(broadcast.broadcast());
            } else if (output instanceof RosterOutput.Probe probe) {
                assertThat(probe.peer().node()).isNotEqualTo(self.id);
            }
        }
        self.outputs.clear();
        assertThat(self.status(self.id)).isEqualTo(running ? MemberStatus.ALIVE : MemberStatus.LEFT);
    }

    private static RosterTimer timer(FuzzedRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> new RosterTimer.Probe();
            case 1 -> new RosterTimer.Tick();
            case 2 -> new RosterTimer.Suspicion(random.any(NODES));
            case 3 -> new RosterTimer.Vouch(random.any(NODES), random.any(NODES));
            default -> new RosterTimer.OfReplica(random.any(FuzzedReplica.TIMERS));
        };
    }

    private static long incarnation(FuzzedRandom random) {
        return random.nextInt(16) == 0 ? random.nextLong() : stamp(EPOCH - 10_000) + random.nextInt(3);
    }

    private static ReplicaEntry entry(FuzzedRandom random) {
        NodeId node = random.any(NODES);
        MemberStatus status = random.any(STATUSES);
        boolean accused = status == MemberStatus.SUSPECT || status == MemberStatus.DEAD;
        ReplicaEntry entry = RosterCodec.encode(new MemberEntry(
                node,
                incarnation(random),
                random.nextInt(16) == 0 ? MemberEntry.MAX_REFUTATION : random.nextInt(3),
                status,
                RosterNet.address(node.name()),
                Map.of(),
                random.nextInt(16) == 0 ? random.nextLong() : EPOCH + random.nextInt(100_000),
                accused ? random.any(NODES) : null,
                accused ? SuspicionReason.LINK_LOST : null));
        return random.nextInt(8) == 0
                ? new ReplicaEntry(entry.key(), entry.version(), ByteString.copyFrom(random.bytes(40)))
                : entry;
    }
}
