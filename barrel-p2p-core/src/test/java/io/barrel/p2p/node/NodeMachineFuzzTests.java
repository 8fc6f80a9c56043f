package io.barrel.p2p.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.gossip.GossipConfig;
import io.barrel.p2p.gossip.GossipFrame;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.membership.MembershipMessage;
import io.barrel.p2p.membership.MembershipMessage.Neighbor.Priority;
import io.barrel.p2p.replica.FuzzedReplica;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaFrame;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.RosterBroadcast;
import io.barrel.p2p.roster.RosterCodec;
import io.barrel.p2p.roster.RosterConfig;
import io.barrel.p2p.roster.RosterLinks;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Protocols;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A whole node among peers that send it frames of their own making. */
class NodeMachineFuzzTests implements RosterLinks {

    private static final long EPOCH = 1_700_000_000_000L;
    private static final Peer SELF = peer("self");
    private static final List<Peer> PEERS = List.of(peer("a"), peer("b"), peer("c"));
    private static final String MAP = "m";
    private static final List<String> REPLICAS =
            List.of(NodeMachine.ROSTER, NodeServices.SERVICES, NodeMaps.TOPIC + MAP, "unknown");

    private final List<NodeOutput> outputs = new ArrayList<>();
    private final Set<NodeTimer> timers = new LinkedHashSet<>();
    private final Set<NodeId> linked = new HashSet<>();
    private ReplicaMessage asked = FuzzedReplica.none();
    private long now;

    private static Peer peer(String name) {
        return new Peer(NodeId.of(name + "@h"), new PeerAddress("h", 9_100));
    }

    @Override
    public boolean isLinked(NodeId node) {
        return linked.contains(node);
    }

    @Override
    public boolean heardWithin(NodeId node, long millis) {
        return linked.contains(node);
    }

    /** One object of the class gets every input: what a scene holds is in another. */
    @FuzzTest
    void nodeOutlivesItsPeers(FuzzedDataProvider data) {
        new NodeMachineFuzzTests().play(new FuzzedRandom(data));
    }

    private void play(FuzzedRandom random) {
        NodeSettings settings = new NodeSettings(
                SELF,
                EPOCH << 16,
                Map.of(),
                HyParViewConfig.DEFAULT,
                GossipConfig.DEFAULT,
                ReplicaConfig.DEFAULT,
                RosterConfig.DEFAULT,
                true,
                List.of(MAP),
                375,
                1_500);
        NodePorts ports = new NodePorts(
                node -> 0,
                this,
                node -> false,
                new RevocationBook(SELF.node(), "c", List.of()),
                () -> EPOCH + now,
                random,
                random);
        NodeMachine machine = new NodeMachine(settings, ports, outputs::add);
        machine.handle(new NodeInput.OfMembership(new MembershipInput.Start()), now);
        while (random.hasMore()) {
            now += random.nextInt(4) == 0 ? random.nextInt(40_000) : 0;
            input(random).ifPresent(input -> machine.handle(input, now));
            carryOut();
            assertThat(machine.roster().view().member(SELF.node()))
                    .hasValueSatisfying(member -> assertThat(member.status()).isEqualTo(MemberStatus.ALIVE));
            assertThat(machine.membership().activeCount()).isLessThanOrEqualTo(PEERS.size());
        }
    }

    private Optional<NodeInput> input(FuzzedRandom random) {
        Peer peer = random.any(PEERS);
        return switch (random.nextInt(16)) {
            case 0 -> {
                linked.add(peer.node());
                yield Optional.of(
                        new NodeInput.Linked(peer.node(), (EPOCH << 16) + random.nextInt(3), random.nextBoolean()));
            }
            case 1 -> Optional.of(new NodeInput.OfMembership(new MembershipInput.LinkUp(peer)));
            case 2 -> {
                linked.remove(peer.node());
                yield Optional.of(
                        random.nextInt(4) == 0
                                ? new NodeInput.Restarted(peer.node())
                                : new NodeInput.OfMembership(new MembershipInput.LinkLost(
                                        peer.node(), random.any(List.of(MembershipInput.Loss.values())))));
            }
            case 3 -> Optional.of(new NodeInput.ProbeEnded(peer.node(), random.nextBoolean()));
            case 4 ->
                Optional.of(new NodeInput.Write(
                        MAP, ByteString.copyFromUtf8("k" + random.nextInt(3)), ByteString.copyFrom(random.bytes(9))));
            case 5 ->
                Optional.of(random.nextBoolean() ? new NodeInput.Offer("s", Map.of()) : new NodeInput.Withdraw("s"));
            case 6, 7 -> timer(random);
            case 8 -> Optional.of(new NodeInput.Publish("t", ByteBuffer.wrap(random.bytes(9))));
            default ->
                Hostile.decoded(() -> NodeFrames.decode(frame(random, peer)))
                        .flatMap(message -> message)
                        .map(message -> new NodeInput.Received(peer, message));
        };
    }

    private Optional<NodeInput> timer(FuzzedRandom random) {
        if (timers.isEmpty()) {
            return Optional.empty();
        }
        NodeTimer timer = random.any(List.copyOf(timers));
        timers.remove(timer);
        return Optional.of(new NodeInput.TimerFired(timer));
    }

    /** Some are any bytes, most are such that they get past the codec. */
    private Frame frame(FuzzedRandom random, Peer from) {
        return switch (random.nextInt(6)) {
            case 0 ->
                new Frame(
                        random.any(List.of(Protocols.MEMBERSHIP, Protocols.GOSSIP, Protocols.REPLICA, 99)),
                        ByteBuffer.wrap(random.bytes(200)));
            case 1 -> NodeFrames.encode(new NodeMessage.OfMembership(overlay(random)));
            case 2, 3 ->
                NodeFrames.encode(new NodeMessage.OfGossip(new GossipFrame(random.nextInt(3), push(random, from))));
            default -> {
                FuzzedReplica hostile = new FuzzedReplica(random, () -> entry(random));
                ReplicaMessage said = Hostile.decoded(() -> hostile.message(asked))
                        .flatMap(message -> message)
                        .orElse(asked);
                yield NodeFrames.encode(new NodeMessage.OfReplica(new ReplicaFrame(random.any(REPLICAS), said)));
            }
        };
    }

    private static MembershipMessage overlay(FuzzedRandom random) {
        long edge = random.nextInt(3);
        Peer other = random.nextInt(4) == 0 ? SELF : random.any(PEERS);
        return switch (random.nextInt(6)) {
            case 0 -> new MembershipMessage.Join(edge);
            case 1 -> new MembershipMessage.Neighbor(edge, random.any(List.of(Priority.values())));
            case 2 -> new MembershipMessage.NeighborReply(edge, random.nextBoolean(), other);
            case 3 ->
                new MembershipMessage.Disconnect(
                        edge, random.any(List.of(MembershipMessage.Disconnect.Reason.values())));
            case 4 -> new MembershipMessage.ForwardJoin(edge, other, random.nextInt(8));
            default ->
                new MembershipMessage.Shuffle(
                        edge, other, random.nextInt(8), random.nextLong(), List.of(other.node()), PEERS);
        };
    }

    private static GossipMessage push(FuzzedRandom random, Peer from) {
        NodeId origin = random.nextInt(4) == 0 ? SELF.node() : from.node();
        ByteBuffer payload = switch (random.nextInt(4)) {
            case 0 -> ByteBuffer.wrap(random.bytes(100));
            case 1 ->
                RosterCodec.encode(new RosterBroadcast.Vouch(
                        random.any(PEERS).node(), EPOCH << 16, random.nextInt(3), from.node()));
            case 2 -> RosterCodec.encode(new RosterBroadcast.Delta(List.of(entry(random))));
            default -> ReplicaCodec.encodeEntries(List.of(entry(random), entry(random)));
        };
        String topic = random.nextInt(8) == 0 ? "t" : random.any(REPLICAS);
        return new GossipMessage.Push(new MessageId(1, random.nextInt()), topic, origin, random.nextInt(4), payload);
    }

    /** Like an entry of the roster, of the services or of the map: a key of theirs, and a version as long as theirs. */
    private static ReplicaEntry entry(FuzzedRandom random) {
        String node = (random.nextInt(3) == 0 ? SELF : random.any(PEERS)).node().value();
        ByteString stamp = ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES)
                .putLong((EPOCH << 16) + random.nextInt(4))
                .flip());
        ByteString value = random.nextInt(4) == 0 ? null : ByteString.copyFrom(random.bytes(60));
        return switch (random.nextInt(3)) {
            case 0 ->
                new ReplicaEntry(
                        ByteString.copyFromUtf8(node),
                        stamp.concat(ByteString.copyFrom(new byte[] {0, 0, 0, 0, (byte) random.nextInt(6)})),
                        value);
            case 1 -> new ReplicaEntry(ByteString.copyFromUtf8("s\0" + node), stamp.concat(stamp), value);
            default ->
                new ReplicaEntry(
                        ByteString.copyFromUtf8("k" + random.nextInt(3)),
                        stamp.concat(ByteString.copyFromUtf8(node)),
                        value);
        };
    }

    private void carryOut() {
        for (NodeOutput output : outputs) {
            if (output instanceof NodeOutput.Send send) {
                if (send.message() instanceof NodeMessage.OfReplica of) {
                    asked = of.frame().message();
                }
                assertThat(send.to()).isNotEqualTo(SELF.node());
                assertThat(NodeFrames.decode(NodeFrames.encode(send.message()))).contains(send.message());
            } else if (output instanceof NodeOutput.Schedule schedule) {
                timers.add(schedule.timer());
            } else if (output instanceof NodeOutput.Cancel cancel) {
                timers.remove(cancel.timer());
            } else if (output instanceof NodeOutput.Deliver deliver) {
                assertThat(deliver.broadcast().topic()).isIn("t", "unknown");
            }
        }
        outputs.clear();
    }
}
