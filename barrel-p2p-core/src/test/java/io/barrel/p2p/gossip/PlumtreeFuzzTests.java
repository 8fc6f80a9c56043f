package io.barrel.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.gossip.GossipMessage.Announcement;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Neighbours and others say what they like, while links come and go. */
class PlumtreeFuzzTests {

    private static final long CACHE = 1 << 20;

    private final GossipMachine machine = new GossipMachine(GossipConfigs.cache(Duration.ofSeconds(10), CACHE));
    private final Set<NodeId> neighbours = new HashSet<>();
    private final Map<ByteBuffer, Integer> delivered = new HashMap<>();

    /** One object of the class gets every input: what a scene holds is in another. */
    @FuzzTest
    void treeIsOfNeighboursAndEachBroadcastIsDeliveredOnce(FuzzedDataProvider data) {
        new PlumtreeFuzzTests().play(new FuzzedRandom(data));
    }

    private void play(FuzzedRandom random) {
        int published = 0;
        while (random.hasMore()) {
            NodeId peer = GossipMachine.node("p" + random.nextInt(6));
            switch (random.nextInt(10)) {
                case 0 -> {
                    neighbours.add(peer);
                    machine.handle(new GossipInput.NeighborUp(peer));
                }
                case 1 -> {
                    neighbours.remove(peer);
                    machine.handle(new GossipInput.NeighborDown(peer));
                }
                case 2 -> machine.handle(new GossipInput.LinkReplaced(peer));
                case 3 -> machine.publish("mine " + published++);
                case 4 -> machine.advance(random.nextInt(20_000));
                case 5 -> machine.handle(new GossipInput.TimerFired(timer(random)));
                case 6 -> {
                    if (!machine.congested.remove(peer)) {
                        machine.congested.add(peer);
                    }
                }
                default -> machine.handle(new GossipInput.Received(peer, message(random)));
            }
            check();
        }
    }

    private void check() {
        GossipStatus status = machine.plumtree.status();
        assertThat(Stream.concat(status.eager().stream(), status.lazy().stream()))
                .containsExactlyInAnyOrderElementsOf(neighbours);
        assertThat(status.cachedBytes()).isBetween(0L, CACHE);
        assertThat(status.cachedMessages()).isLessThanOrEqualTo(SeenIds.BOUND);
        assertThat(status.missing()).isLessThanOrEqualTo(Missing.BOUND);
        for (GossipOutput output : machine.outputs) {
            if (output instanceof GossipOutput.Send send) {
                GossipFrame frame = new GossipFrame(1, send.message());
                assertThat(GossipCodec.decode(GossipCodec.encode(frame))).contains(frame);
            } else if (output instanceof GossipOutput.Deliver deliver) {
                // As long as ids are remembered; the time of the longest sequence is shorter than that only by chance.
                if (machine.now < SeenIds.AGE_MILLIS) {
                    ByteBuffer payload = deliver.broadcast().payload();
                    assertThat(delivered.merge(payload, 1, Integer::sum)).isEqualTo(1);
                }
            }
        }
        machine.outputs.clear();
    }

    private static GossipTimer timer(FuzzedRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> new GossipTimer.Flush();
            case 1 -> new GossipTimer.Sweep();
            default -> new GossipTimer.Missing(GossipMachine.id(random.nextInt(40)));
        };
    }

    /** A push of an id has the payload of that id. */
    private static GossipMessage message(FuzzedRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> GossipMachine.push(random.nextInt(40), round(random));
            case 1 -> {
                List<Announcement> announcements = new ArrayList<>();
                for (int i = random.nextInt(8); i > 0; i--) {
                    announcements.add(GossipMachine.announcement(random.nextInt(40), round(random)));
                }
                yield new GossipMessage.IHave(announcements);
            }
            case 2 -> {
                List<MessageId> ids = new ArrayList<>();
                for (int i = random.nextInt(8); i > 0; i--) {
                    ids.add(GossipMachine.id(random.nextInt(40)));
                }
                yield new GossipMessage.Graft(ids);
            }
            default -> new GossipMessage.Prune();
        };
    }

    private static int round(FuzzedRandom random) {
        return random.nextInt(8) == 0 ? GossipCodec.MAX_ROUND - random.nextInt(3) : random.nextInt(12);
    }
}
