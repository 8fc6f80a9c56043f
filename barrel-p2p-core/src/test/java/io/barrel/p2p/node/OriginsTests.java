package io.barrel.p2p.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.gossip.GossipConfig;
import io.barrel.p2p.gossip.GossipInput;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.gossip.GossipOutput;
import io.barrel.p2p.gossip.GossipTimer;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.gossip.Plumtree;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OriginsTests {

    private static final NodeId SELF = NodeId.of("self@h");
    private static final NodeId PEER = NodeId.of("peer@h");
    private static final NodeId OTHER = NodeId.of("other@h");
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final long BEGIN = 500_000;

    private final List<GossipOutput> gossiped = new ArrayList<>();
    private final List<NodeOutput> outputs = new ArrayList<>();
    private final Plumtree gossip =
            new Plumtree(SELF, GossipConfig.DEFAULT, new SplittableRandom(1), node -> false, gossiped::add);
    private final Origins origins = new Origins(SELF, gossip, KEPT, outputs::add);

    private void receive(NodeId from, NodeId origin, int round, long now) {
        origins.receive(from, push(origin, round), now);
    }

    private static GossipMessage.Push push(NodeId origin, int round) {
        return new GossipMessage.Push(new MessageId(1, 2), "news", origin, round, ByteBuffer.allocate(1));
    }

    private List<Refusal> refusals() {
        return outputs.stream()
                .map(output -> ((NodeOutput.Refused) output).refusal())
                .toList();
    }

    private long delivered() {
        return gossiped.stream().filter(GossipOutput.Deliver.class::isInstance).count();
    }

    @Test
    void whoPassesABroadcastOnIsBelievedAndWhoPublishesInAnothersNameIsNot() {
        origins.begin(BEGIN);
        receive(PEER, OTHER, 0, BEGIN);
        assertThat(refusals()).containsExactly(Refusal.FORGED);
        assertThat(delivered()).isZero();

        receive(PEER, OTHER, 1, BEGIN);
        assertThat(refusals()).hasSize(1);
        assertThat(delivered()).isOne();
    }

    @Test
    void whatPeersStillKeepOfAnEarlierRunIsAnEchoAndNotDelivered() {
        origins.begin(BEGIN);
        receive(PEER, SELF, 1, BEGIN + KEPT.toMillis());

        assertThat(refusals()).containsExactly(Refusal.ECHO);
        assertThat(delivered()).isZero();
    }

    @Test
    void echoIsRememberedSoThatItIsNoLongerMissed() {
        origins.begin(BEGIN);
        MessageId id = push(SELF, 1).id();
        GossipMessage.IHave have = new GossipMessage.IHave(List.of(new GossipMessage.Announcement(id, 1)));
        gossip.handle(new GossipInput.NeighborUp(PEER), BEGIN);
        gossip.handle(new GossipInput.Received(PEER, have), BEGIN);
        assertThat(gossip.status().missing()).isOne();

        receive(PEER, SELF, 1, BEGIN);
        gossip.handle(new GossipInput.Received(PEER, have), BEGIN);

        assertThat(gossip.status().missing()).isZero();
        assertThat(gossip.hasSeen(id)).isTrue();
    }

    @Test
    void whatPeersCannotHaveKeptIsForged() {
        origins.begin(BEGIN);
        origins.begin(BEGIN + KEPT.toMillis());
        receive(PEER, SELF, 1, BEGIN + KEPT.toMillis() + 1);

        assertThat(refusals()).containsExactly(Refusal.FORGED);
        assertThat(gossip.hasSeen(push(SELF, 1).id())).isFalse();
    }

    @Test
    void echoIsNeverPublishedByAPeer() {
        origins.begin(BEGIN);
        receive(PEER, SELF, 0, BEGIN);

        assertThat(refusals()).containsExactly(Refusal.FORGED);
    }

    @Test
    void copyOfABroadcastOfThisRunIsNeitherEchoNorForged() {
        origins.begin(BEGIN);
        gossip.handle(new GossipInput.Publish("news", ByteBuffer.allocate(1)), BEGIN);
        gossip.handle(new GossipInput.NeighborUp(PEER), BEGIN);
        gossip.handle(new GossipInput.TimerFired(new GossipTimer.Flush()), BEGIN);
        MessageId id = gossiped.stream()
                .filter(GossipOutput.Send.class::isInstance)
                .map(output -> ((GossipOutput.Send) output).message())
                .map(GossipMessage.IHave.class::cast)
                .findFirst()
                .orElseThrow()
                .announcements()
                .get(0)
                .id();

        origins.receive(
                PEER, new GossipMessage.Push(id, "news", SELF, 1, ByteBuffer.allocate(1)), BEGIN + 2 * KEPT.toMillis());

        assertThat(outputs).isEmpty();
        assertThat(gossip.duplicates()).isOne();
    }
}
