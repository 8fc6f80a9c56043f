package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.first;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.gossip.GossipFrame;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.node.NodeOutput;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.RosterBroadcast;
import io.barrel.p2p.roster.RosterCodec;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.proto.RosterProto;
import io.barrel.p2p.wire.proto.SessionProto;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member that is authenticated like the others, and lies: what it says is contained and counted. */
class HostileMemberTests {

    private static final String TOPIC = "barrel_p2p:roster";
    private static final int NODES = 20;
    private static final int LIAR = 5;
    private static final int VICTIM = 11;
    private static final NodeId LIAR_NAME = NodeId.of("n5@sim");
    private static final NodeId VICTIM_NAME = NodeId.of("n11@sim");
    private static final NodeId BYSTANDER_NAME = NodeId.of("n2@sim");
    private static final int ALIVE = 0;
    private static final int SUSPECT = 1;
    private static final int DEAD = 2;
    private static final int LEFT = 3;

    private final List<String> downs = new ArrayList<>();
    private final List<String> suspicions = new ArrayList<>();
    private final Map<Refusal, Integer> refusals = new EnumMap<>(Refusal.class);
    private SimCluster cluster;

    @BeforeEach
    void join() {
        cluster = SimCluster.of(NODES)
                .seed(11)
                .whole(SimSettings.DEFAULT)
                .joinedThrough(first())
                .settle(Duration.ofMinutes(2));
        cluster.protocols().listen(new SimProtocols.Listener() {
            @Override
            public void event(int node, P2pEvent event) {
                if (event instanceof MemberDown down) {
                    downs.add(node + " of " + down.node());
                } else if (event instanceof MemberSuspected suspected) {
                    suspicions.add(node + " of " + suspected.node());
                }
            }

            @Override
            public void refused(int node, NodeOutput.Refused refused) {
                refusals.merge(refused.refusal(), 1, Integer::sum);
            }
        });
    }

    @Test
    void falseSuspicionIsRefutedBeforeAnybodyActsOnIt() {
        say(entry(VICTIM_NAME, victim().incarnation(), 0, SUSPECT, LIAR_NAME));

        assertThat(suspicions).isNotEmpty();
        assertThat(downs).isEmpty();
        assertAllAlive();
    }

    @Test
    void thousandFalseSuspicionsKillNobody() {
        for (int i = 0; i < 1_000; i++) {
            tell(entry(VICTIM_NAME, victim().incarnation(), i, SUSPECT, LIAR_NAME));
            cluster.settle(Duration.ofMillis(20));
        }
        cluster.settle(Duration.ofMinutes(1));

        assertThat(downs).isEmpty();
        assertAllAlive();
    }

    @Test
    void verdictWithoutATrialIsNoMoreThanAnAccusation() {
        say(entry(VICTIM_NAME, victim().incarnation(), 0, DEAD, LIAR_NAME));

        assertThat(downs).isEmpty();
        assertAllAlive();
    }

    @Test
    void suspicionInTheNameOfAnotherIsRefused() {
        say(entry(VICTIM_NAME, victim().incarnation(), 0, SUSPECT, BYSTANDER_NAME));

        assertThat(refusals).containsOnlyKeys(Refusal.FORGED);
        assertThat(suspicions).isEmpty();
        assertAllAlive();
    }

    @Test
    void refutationForAnotherIsRefused() {
        say(entry(VICTIM_NAME, victim().incarnation(), 7, ALIVE, null));

        assertThat(refusals).containsOnlyKeys(Refusal.FORGED);
        assertThat(refusals.get(Refusal.FORGED)).isEqualTo(NODES - 1);
        assertAllAlive();
    }

    @Test
    void farewellForAnotherIsRefused() {
        say(entry(VICTIM_NAME, victim().incarnation(), 0, LEFT, null));

        assertThat(refusals).containsOnlyKeys(Refusal.FORGED);
        assertThat(downs).isEmpty();
    }

    @Test
    void stampFromTheFarFutureIsRefused() {
        long future = victim().incarnation() + (Duration.ofHours(1).toMillis() << 16);
        say(entry(VICTIM_NAME, future, 0, SUSPECT, LIAR_NAME));

        assertThat(refusals).containsOnlyKeys(Refusal.CLOCK_SKEW);
        assertThat(victim().incarnation()).isLessThan(future);
        assertAllAlive();
    }

    @Test
    void oversizedEntryIsRefused() {
        ReplicaEntry honest = entry(LIAR_NAME, victim().incarnation(), 0, ALIVE, null);
        ByteString bloated = ByteString.copyFrom(new byte[21 << 10]);
        say(new ReplicaEntry(honest.key(), honest.version(), bloated));

        assertThat(refusals).containsOnlyKeys(Refusal.TOO_LARGE);
    }

    @Test
    void lieThatComesByAntiEntropyIsOutdoneByItsVictim() {
        ReplicaEntry lie = entry(VICTIM_NAME, victim().incarnation(), 7, LEFT, null);
        cluster.protocols().machine(LIAR).roster().install(Map.of(VICTIM_NAME, lie));
        cluster.settle(Duration.ofMinutes(10));

        assertAllAlive();
        assertThat(cluster.up().stream()
                        .map(index ->
                                cluster.protocols().machine(index).roster().digest())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void impossibleEntryInAReplicaStaysThere() {
        long future = victim().incarnation() + (Duration.ofHours(1).toMillis() << 16);
        ReplicaEntry lie = entry(VICTIM_NAME, future, 0, DEAD, LIAR_NAME);
        cluster.protocols().machine(LIAR).roster().install(Map.of(VICTIM_NAME, lie));
        cluster.settle(Duration.ofMinutes(10));

        assertThat(refusals).containsOnlyKeys(Refusal.CLOCK_SKEW);
        for (int index : cluster.up()) {
            if (index != LIAR) {
                assertThat(statusOf(index, VICTIM_NAME)).isEqualTo(MemberStatus.ALIVE);
            }
        }
    }

    @Test
    void broadcastInTheNameOfItsReceiverOrAnotherPublisherIsRefused() {
        GossipMessage forged =
                new GossipMessage.Push(new MessageId(1, 2), "topic", BYSTANDER_NAME, 0, ByteBuffer.allocate(1));
        GossipMessage own =
                new GossipMessage.Push(new MessageId(3, 4), "topic", VICTIM_NAME, 3, ByteBuffer.allocate(1));
        receive(forged);
        receive(own);
        cluster.settle(Duration.ofSeconds(1));

        assertThat(refusals).containsExactly(Map.entry(Refusal.FORGED, 2));
    }

    @Test
    void falseVouchesDelayTheDeathOfTheDeadAndNoMore() {
        long incarnation = victim().incarnation();
        cluster.crash(NodeChoice.node(VICTIM));
        for (int i = 0; i < 600; i++) {
            for (int accuser = 0; accuser < NODES; accuser++) {
                tell(new RosterBroadcast.Vouch(VICTIM_NAME, incarnation, 0, NodeId.of("n" + accuser + "@sim")));
            }
            cluster.settle(Duration.ofSeconds(1));
        }

        for (int index : cluster.up()) {
            assertThat(statusOf(index, VICTIM_NAME)).as("on node %d", index).isEqualTo(MemberStatus.DEAD);
        }
    }

    private void receive(GossipMessage message) {
        cluster.protocols()
                .inject(
                        VICTIM,
                        new NodeInput.Received(
                                new Peer(LIAR_NAME, victim().address()),
                                new NodeMessage.OfGossip(new GossipFrame(0, message))));
    }

    private Member victim() {
        return member(0, VICTIM_NAME);
    }

    private Member member(int index, NodeId node) {
        return cluster.protocols().members(index).stream()
                .filter(member -> member.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private MemberStatus statusOf(int index, NodeId node) {
        return member(index, node).status();
    }

    private void assertAllAlive() {
        for (int index : cluster.up()) {
            assertThat(cluster.protocols().members(index))
                    .as("of node %d", index)
                    .hasSize(NODES)
                    .allMatch(member -> member.status() == MemberStatus.ALIVE);
        }
    }

    private void say(ReplicaEntry entry) {
        tell(entry);
        cluster.settle(Duration.ofMinutes(1));
    }

    private void tell(ReplicaEntry entry) {
        tell(new RosterBroadcast.Delta(List.of(entry)));
    }

    private void tell(RosterBroadcast broadcast) {
        cluster.protocols().inject(LIAR, new NodeInput.Publish(TOPIC, RosterCodec.encode(broadcast)));
    }

    private ReplicaEntry entry(NodeId node, long incarnation, int refutation, int rank, @Nullable NodeId accuser) {
        RosterProto.MemberValue.Builder value = RosterProto.MemberValue.newBuilder()
                .setAddress(SessionProto.Address.newBuilder().setHost("sim").setPort(1))
                .setSince(victim().since().toEpochMilli());
        if (accuser != null) {
            value.setAccuser(accuser.value()).setReason(RosterProto.MemberValue.Reason.LINK_LOST);
        }
        ByteBuffer version = ByteBuffer.allocate(13)
                .putLong(incarnation)
                .putInt(refutation)
                .put((byte) rank)
                .flip();
        return new ReplicaEntry(
                ByteString.copyFromUtf8(node.value()),
                ByteString.copyFrom(version),
                value.build().toByteString());
    }
}
