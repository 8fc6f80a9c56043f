package io.barrel.p2p.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.replica.FuzzedReplica;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaFrame;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Others say what they like of services, theirs and those of others, while members come and go. */
class ServiceReplicaFuzzTests {

    private static final long EPOCH = 1_700_000_000_000L;
    private static final long LIFE = (EPOCH - 3_600_000) << 16;
    private static final NodeId SELF = NodeId.of("self@h");
    private static final List<NodeId> NODES = List.of(SELF, NodeId.of("x@h"), NodeId.of("y@h"), NodeId.of("z@h"));
    private static final List<String> SERVICES = List.of("a", "b", "c");

    private final Map<NodeId, Standing> roster = new HashMap<>();
    private final Set<String> offered = new HashSet<>();
    private final List<ServiceOutput> outputs = new ArrayList<>();
    private ReplicaMessage asked = FuzzedReplica.none();
    private long wall = EPOCH;

    /** One object of the class gets every input: what a scene holds is in another. */
    @FuzzTest
    void ownServicesAreShownAndThoseOfMembersOnly(FuzzedDataProvider data) {
        new ServiceReplicaFuzzTests().play(new FuzzedRandom(data));
    }

    private void play(FuzzedRandom random) {
        roster.put(SELF, new Standing(LIFE, true));
        HybridClock clock = new HybridClock(() -> wall, Duration.ofMinutes(1));
        ServiceReplica replica = new ServiceReplica(
                SELF, LIFE, ReplicaConfig.DEFAULT, clock, () -> wall, roster::get, random, outputs::add);
        FuzzedReplica hostile = new FuzzedReplica(random, () -> entry(random));
        while (random.hasMore()) {
            wall += random.nextInt(4) == 0 ? random.nextInt(120_000) : 0;
            replica.handle(input(random, hostile), wall - EPOCH);
            check(replica.view());
        }
    }

    private ServiceInput input(FuzzedRandom random, FuzzedReplica hostile) {
        NodeId node = random.any(NODES);
        NodeId peer = NODES.get(1 + random.nextInt(3));
        String service = random.any(SERVICES);
        return switch (random.nextInt(10)) {
            case 0 -> {
                offered.add(service);
                yield new ServiceInput.Register(service, Map.of("k", "v" + random.nextInt(3)));
            }
            case 1 -> {
                offered.remove(service);
                yield new ServiceInput.Unregister(service);
            }
            case 2 -> {
                if (random.nextInt(4) == 0) {
                    roster.remove(peer);
                } else {
                    roster.put(peer, new Standing(LIFE + random.nextInt(3), random.nextBoolean()));
                }
                yield new ServiceInput.MemberChanged(peer);
            }
            case 3 -> new ServiceInput.NeighborUp(peer);
            case 4 -> new ServiceInput.NeighborDown(peer);
            case 5 -> new ServiceInput.TimerFired(random.any(FuzzedReplica.TIMERS));
            case 6, 7 -> new ServiceInput.Delivered(node, List.of(entry(random), entry(random)));
            default ->
                new ServiceInput.Received(
                        peer,
                        Hostile.decoded(() -> hostile.message(asked))
                                .flatMap(said -> said)
                                .orElse(asked));
        };
    }

    private void check(ServiceView view) {
        for (ServiceOutput output : outputs) {
            if (output instanceof ServiceOutput.SendTo send) {
                asked = send.message();
                ReplicaFrame frame = new ReplicaFrame("r", asked);
                assertThat(ReplicaCodec.decode(ReplicaCodec.encode(frame))).contains(frame);
            } else if (output instanceof ServiceOutput.Broadcast broadcast) {
                assertThat(broadcast.entries())
                        .allSatisfy(entry ->
                                assertThat(ServiceCodec.decode(entry).node()).isEqualTo(SELF));
            } else if (output instanceof ServiceOutput.Emit emit && emit.event() instanceof ServiceRegistered event) {
                assertThat(SERVICES).contains(event.service());
            }
        }
        outputs.clear();
        for (String service : view.services()) {
            for (ServiceInstance instance : view.lookup(service)) {
                Standing standing = roster.get(instance.node());
                assertThat(instance.node().equals(SELF) || (standing != null && standing.present()))
                        .as("%s of %s is shown", service, instance.node())
                        .isTrue();
            }
        }
        for (String service : SERVICES) {
            assertThat(view.lookup(service).stream()
                            .anyMatch(instance -> instance.node().equals(SELF)))
                    .as("%s of this node is shown", service)
                    .isEqualTo(offered.contains(service));
        }
    }

    private static ReplicaEntry entry(FuzzedRandom random) {
        NodeId node = random.any(NODES);
        // A later life of this node itself is news that the roster has first, and outdoes.
        long life = random.nextInt(8) == 0 ? random.nextLong() : LIFE + random.nextInt(3);
        ServiceEntry said = new ServiceEntry(
                random.any(SERVICES),
                node,
                node.equals(SELF) ? Math.min(life, LIFE) : life,
                ((EPOCH + random.nextInt(200_000)) << 16) + random.nextInt(3),
                random.nextBoolean(),
                Map.of(),
                random.nextInt(8) == 0 ? random.nextLong() : EPOCH);
        ReplicaEntry entry = ServiceCodec.encode(said);
        return random.nextInt(8) == 0
                ? new ReplicaEntry(entry.key(), entry.version(), ByteString.copyFrom(random.bytes(40)))
                : entry;
    }
}
