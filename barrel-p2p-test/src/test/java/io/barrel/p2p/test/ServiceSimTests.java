package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static io.barrel.p2p.test.NodeChoice.range;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.event.ServiceUnregistered;
import io.barrel.p2p.event.ServiceUpdated;
import io.barrel.p2p.gossip.GossipFrame;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.node.NodeOutput;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The registry of services of whole nodes in the simulator: who offers what follows who is there, and nothing else. */
class ServiceSimTests {

    private static final int NODES = 20;
    private static final String PRICES = "prices";

    private final Told told = new Told();
    private final SimCluster cluster = SimCluster.of(NODES)
            .seed(17)
            .whole(SimSettings.DEFAULT)
            .joinedThrough(first())
            .settle(Duration.ofMinutes(1));

    /** What nodes told of services. */
    private static final class Told implements SimProtocols.Listener {

        private final Map<String, Integer> counts = new TreeMap<>();
        private final List<NodeOutput.Refused> refused = new ArrayList<>();

        @Override
        public void event(int node, P2pEvent event) {
            boolean ofService = event instanceof ServiceRegistered
                    || event instanceof ServiceUpdated
                    || event instanceof ServiceUnregistered
                    || event instanceof ServiceDown;
            if (ofService) {
                counts.merge(event.getClass().getSimpleName(), 1, Integer::sum);
            }
        }

        @Override
        public void refused(int node, NodeOutput.Refused what) {
            refused.add(what);
        }
    }

    ServiceSimTests() {
        cluster.protocols().listen(told);
    }

    private void offer(int node, String service) {
        cluster.protocols().inject(node, new NodeInput.Offer(service, Map.of("zone", "z" + node)));
    }

    private void withdraw(int node, String service) {
        cluster.protocols().inject(node, new NodeInput.Withdraw(service));
    }

    private void seconds(int seconds) {
        cluster.settle(Duration.ofSeconds(seconds));
    }

    private static NodeId name(int node) {
        return NodeId.of("n" + node + "@sim");
    }

    private List<NodeId> lookup(int node) {
        return cluster.protocols().machine(node).services().view().lookup(PRICES).stream()
                .map(ServiceInstance::node)
                .toList();
    }

    private void offeredEverywhereBy(NodeId... offering) {
        assertThat(cluster.up()).allSatisfy(node -> assertThat(lookup(node)).containsExactlyInAnyOrder(offering));
    }

    @Test
    void registrationIsSeenEverywhereAndSoIsItsEnd() {
        offer(3, PRICES);
        offer(7, PRICES);
        seconds(1);
        offeredEverywhereBy(name(3), name(7));
        assertThat(lookup(7)).first().isEqualTo(name(7));
        assertThat(cluster.protocols()
                        .machine(0)
                        .services()
                        .view()
                        .lookup(PRICES)
                        .get(0)
                        .metadata())
                .containsEntry("zone", "z3");
        withdraw(3, PRICES);
        seconds(1);
        offeredEverywhereBy(name(7));
        assertThat(told.counts)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("ServiceRegistered", 2 * NODES, "ServiceUnregistered", NODES));
    }

    @Test
    void metadataIsReplacedAndThatIsToldOnce() {
        offer(3, PRICES);
        seconds(1);
        cluster.protocols().inject(3, new NodeInput.Offer(PRICES, Map.of("zone", "other")));
        seconds(1);
        assertThat(cluster.up())
                .allSatisfy(node -> assertThat(cluster.protocols()
                                .machine(node)
                                .services()
                                .view()
                                .lookup(PRICES))
                        .singleElement()
                        .satisfies(instance -> assertThat(instance.metadata()).containsEntry("zone", "other")));
        assertThat(told.counts)
                .containsExactlyInAnyOrderEntriesOf(Map.of("ServiceRegistered", NODES, "ServiceUpdated", NODES));
    }

    @Test
    void servicesOfTheDeadAreGoneWhenTheRosterSaysSoAndNotBefore() {
        for (int i = 0; i < 50; i++) {
            offer(9, PRICES + i);
        }
        offer(9, PRICES);
        seconds(1);
        cluster.crash(node(9));
        cluster.settle(Duration.ofMillis(1_500));
        assertThat(told.counts).doesNotContainKey("ServiceDown");
        offeredEverywhereBy(name(9));
        cluster.settle(Duration.ofMinutes(1));
        offeredEverywhereBy();
        assertThat(cluster.up())
                .allSatisfy(node -> assertThat(cluster.protocols()
                                .machine(node)
                                .services()
                                .view()
                                .size())
                        .isZero());
        assertThat(told.counts).containsEntry("ServiceDown", 51 * (NODES - 1));
    }

    @Test
    void churnOfTheActiveViewRemovesNothing() {
        offer(4, PRICES);
        seconds(1);
        cluster.settle(Duration.ofMinutes(30));
        assertThat(cluster.downs(DownReason.DROPPED)).isPositive();
        offeredEverywhereBy(name(4));
        assertThat(told.counts).containsOnlyKeys("ServiceRegistered");
    }

    @Test
    void servicesOfAPausedMemberAreBackWithIt() {
        offer(5, PRICES);
        seconds(1);
        cluster.pause(node(5)).settle(Duration.ofSeconds(60));
        assertThat(lookup(0)).isEmpty();
        cluster.resume(node(5)).settle(Duration.ofMinutes(1));
        offeredEverywhereBy(name(5));
    }

    @Test
    void restartedMemberOffersWhatItsNewLifeOffers() {
        offer(6, PRICES);
        seconds(1);
        cluster.crash(node(6)).start(node(6)).settle(Duration.ofMinutes(1));
        offeredEverywhereBy();
        offer(6, PRICES);
        seconds(1);
        offeredEverywhereBy(name(6));
    }

    @Test
    void whoJoinsLaterKnowsAll() {
        cluster.crash(node(19)).settle(Duration.ofMinutes(1));
        offer(2, PRICES);
        cluster.settle(Duration.ofMinutes(2)).start(node(19)).settle(Duration.ofSeconds(20));
        offeredEverywhereBy(name(2));
    }

    @Test
    void halvesThatWereApartAgree() {
        offer(1, PRICES);
        offer(15, PRICES);
        seconds(1);
        cluster.partition(range(0, 10)).settle(Duration.ofMinutes(2));
        assertThat(lookup(0)).containsExactly(name(1));
        assertThat(lookup(12)).containsExactly(name(15));
        offer(2, PRICES);
        withdraw(15, PRICES);
        cluster.settle(Duration.ofMinutes(1)).heal().settle(Duration.ofMinutes(1));
        offeredEverywhereBy(name(1), name(2));
    }

    @Test
    void whoLeavesTakesItsServicesAlong() {
        offer(8, PRICES);
        seconds(1);
        cluster.leave(node(8)).settle(Duration.ofSeconds(5));
        for (int node : cluster.up()) {
            if (node != 8) {
                assertThat(lookup(node)).isEmpty();
            }
        }
        cluster.contactsAre(first()).start(node(8)).settle(Duration.ofMinutes(1));
        offeredEverywhereBy(name(8));
    }

    @Test
    void whatWasForgottenByTheRosterIsForgottenHere() {
        offer(3, PRICES);
        seconds(1);
        cluster.crash(node(3)).settle(Duration.ofHours(27));
        long digest = cluster.protocols().machine(0).services().digest();
        assertThat(digest).isZero();
        assertThat(cluster.up())
                .allSatisfy(node -> assertThat(
                                cluster.protocols().machine(node).services().digest())
                        .isEqualTo(digest));
    }

    @Test
    void nobodyOffersInAnothersName() {
        Peer liar = cluster.views(4).active().get(0).peer();
        ReplicaEntry entry = new ReplicaEntry(
                ByteString.copyFromUtf8(PRICES + "\0n9@sim"),
                ByteString.copyFrom(
                        ByteBuffer.allocate(16).putLong(1).putLong(1).flip()),
                ByteString.EMPTY);
        deliver(4, liar, entry);
        ReplicaEntry junk = new ReplicaEntry(ByteString.copyFromUtf8("junk"), entry.version(), ByteString.EMPTY);
        deliver(4, liar, junk);
        assertThat(told.refused).extracting(NodeOutput.Refused::refusal).contains(Refusal.FORGED, Refusal.MALFORMED);
        seconds(1);
        offeredEverywhereBy();
    }

    private void deliver(int to, Peer from, ReplicaEntry entry) {
        GossipMessage.Push push = new GossipMessage.Push(
                new MessageId(entry.hashCode(), 2),
                "barrel_p2p:services",
                from.node(),
                0,
                ReplicaCodec.encodeEntries(List.of(entry)));
        cluster.protocols()
                .inject(to, new NodeInput.Received(from, new NodeMessage.OfGossip(new GossipFrame(0, push))));
    }
}
