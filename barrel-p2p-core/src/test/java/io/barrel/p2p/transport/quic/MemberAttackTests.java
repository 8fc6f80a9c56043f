package io.barrel.p2p.transport.quic;

import static io.barrel.p2p.transport.quic.Siege.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.GossipFrame;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.node.NodeFrames;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.RosterBroadcast;
import io.barrel.p2p.roster.RosterCodec;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.proto.RosterProto;
import io.barrel.p2p.wire.proto.ServiceProto;
import io.barrel.p2p.wire.proto.SessionProto;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** News of somebody with a key and the cookie who lies: about others, about the time, and again. */
class MemberAttackTests {

    private static final String ROSTER = "barrel_p2p:roster";
    private static final String SERVICES = "barrel_p2p:services";
    private static final NodeId MALLORY = NodeId.of("mallory@test");
    private static final int SUSPECT = 1;
    private static final int DEAD = 2;
    private static final MessageHandler ECHO = MessageHandler.replying(message -> message.payload());

    private static final List<P2pEvent> events = new CopyOnWriteArrayList<>();
    private static Siege siege;
    private static long ids;

    /** Greater than any a member has by itself, so that nobody has answered it yet. */
    private static int refutation = 100;

    private HostileMember mallory;

    @BeforeAll
    static void begin(@TempDir Path base) {
        siege = new Siege(base);
        siege.node.p2p.subscribe(events::add);
        siege.peer.p2p.subscribe(events::add);
    }

    @AfterAll
    static void end() {
        siege.assertMemory();
        siege.close();
    }

    @BeforeEach
    void link() {
        mallory = siege.member("mallory");
        events.clear();
    }

    /** ALIVE, LEFT, SUSPECT and DEAD of the friend: the first two it alone may say, the others are said to be the node's word. */
    @ParameterizedTest
    @CsvSource({"0, 900, ", "3, 0, ", "1, 0, victim@test", "2, 0, victim@test"})
    void newsOfAMemberInTheNameOfAnotherIsRefused(int rank, int refutation, @Nullable String accuser) {
        Member friend = friend();
        NodeId by = accuser == null ? null : NodeId.of(accuser);
        assertRefused("forged", () -> tell(delta(entry(friend, friend.incarnation(), refutation, rank, by))));

        assertThat(friend()).isEqualTo(friend);
        assertAllAlive();
        siege.assertUnharmed("mallory");
    }

    /** That is what any member may say, and the accused answers. */
    @ParameterizedTest
    @CsvSource({"1", "2"})
    void accusationOfALivingMemberIsAnsweredAndNobodyDies(int rank) {
        tell(delta(entry(friend(), friend().incarnation(), ++refutation, rank, MALLORY)));

        eventually().until(() -> events.stream().anyMatch(event -> isSuspected(event, siege.peer.name)));
        assertAllAlive();
        siege.assertUnharmed("mallory");
    }

    @Test
    void accusationOfTheNodeItselfIsAnsweredByIt() {
        Member self = member(siege.node.name);
        tell(delta(entry(self, self.incarnation(), ++refutation, DEAD, MALLORY)));

        eventually().until(() -> events.stream().anyMatch(event -> isSuspected(event, siege.node.name)));
        assertAllAlive();
        siege.assertUnharmed("mallory");
    }

    @Test
    void stampsOfTheFarFutureAreRefusedAndMoveNoClock() {
        long future = (System.currentTimeMillis() + Duration.ofDays(365).toMillis()) << 16;
        Member friend = friend();
        assertRefused("clock_skew", () -> tell(delta(entry(friend, future, 0, SUSPECT, MALLORY))));
        assertRefused(
                "clock_skew",
                () -> tell(SERVICES, ReplicaCodec.encodeEntries(List.of(service("time", MALLORY, 1, future)))));

        assertThat(friend()).isEqualTo(friend);
        assertAllAlive();
        try (Subscription offer = siege.node.p2p.services().register("after", Map.of(), ECHO)) {
            assertThat(offer).isNotNull();
            // A poisoned clock would stamp this service so far ahead that the friend refused it.
            eventually().until(() -> siege.peer.p2p.services().services().contains("after"));
        }
        assertThat(HybridClock.millis(member(siege.node.name).incarnation()))
                .isLessThanOrEqualTo(System.currentTimeMillis());
        siege.assertUnharmed("mallory");
    }

    @Test
    void servicesInTheNameOfAnotherAreRefused() {
        long stamp = System.currentTimeMillis() << 16;
        ReplicaEntry offer = service("forged", siege.peer.name, friend().incarnation(), stamp);
        ReplicaEntry withdrawal = new ReplicaEntry(offer.key(), offer.version(), null);
        for (ReplicaEntry entry : List.of(offer, withdrawal)) {
            assertRefused("forged", () -> tell(SERVICES, ReplicaCodec.encodeEntries(List.of(entry))));
        }
        assertThat(siege.node.p2p.services().services()).doesNotContain("forged");
        siege.assertUnharmed("mallory");
    }

    @Test
    void oversizedAndMalformedNewsIsRefused() {
        Member friend = friend();
        ReplicaEntry honest = entry(friend, friend.incarnation(), 0, SUSPECT, MALLORY);
        ReplicaEntry bloated =
                new ReplicaEntry(honest.key(), honest.version(), ByteString.copyFrom(new byte[21 << 10]));
        ReplicaEntry junk =
                new ReplicaEntry(ByteString.copyFromUtf8("../../x"), honest.version(), ByteString.copyFromUtf8("junk"));

        assertRefused("too_large", () -> tell(delta(bloated)));
        assertRefused("malformed", () -> tell(delta(junk)));
        assertRefused("malformed", () -> tell(SERVICES, ByteBuffer.wrap(new byte[] {-1, -1, -1})));
        assertAllAlive();
        siege.assertUnharmed("mallory");
    }

    @Test
    void repeatedBroadcastIsDeliveredOnce() {
        List<Broadcast> heard = new CopyOnWriteArrayList<>();
        try (Subscription subscription = siege.node.p2p.gossip().subscribe("prices", heard::add)) {
            assertThat(subscription).isNotNull();
            GossipMessage price = push("prices", MALLORY, 0, ByteBuffer.wrap(new byte[] {7}));
            for (int i = 0; i < 1_000; i++) {
                say(price);
            }
            double received = siege.count("plumtree.gossip.received");
            say(push("prices", MALLORY, 0, ByteBuffer.wrap(new byte[] {8})));
            eventually().until(() -> heard.size() == 2 && siege.count("plumtree.gossip.received") >= received);
        }
        assertThat(heard).extracting(broadcast -> broadcast.payload().get(0)).containsExactly((byte) 7, (byte) 8);
        siege.assertUnharmed("mallory");
    }

    @Test
    void broadcastInTheNameOfAnotherPublisherIsRefused() {
        assertRefused("forged", () -> say(push("prices", siege.peer.name, 0, ByteBuffer.allocate(1))));
        assertRefused("forged", () -> say(push("prices", siege.node.name, 0, ByteBuffer.allocate(1))));
        siege.assertUnharmed("mallory");
    }

    private static void assertRefused(String refusal, Runnable attack) {
        double before = siege.count("refused", "refusal", refusal);
        attack.run();
        eventually().until(() -> siege.count("refused", "refusal", refusal) == before + 1);
    }

    private static void assertAllAlive() {
        assertThat(events).noneMatch(MemberDown.class::isInstance);
        eventually()
                .until(() -> siege.node.p2p.roster().count(MemberStatus.ALIVE) == 2
                        && siege.peer.p2p.roster().count(MemberStatus.ALIVE) == 2);
    }

    private static boolean isSuspected(P2pEvent event, NodeId member) {
        return event instanceof MemberSuspected suspected && suspected.node().equals(member);
    }

    private static Member friend() {
        return member(siege.peer.name);
    }

    private static Member member(NodeId name) {
        return siege.node.p2p.roster().member(name).orElseThrow();
    }

    private void tell(RosterBroadcast news) {
        tell(ROSTER, RosterCodec.encode(news));
    }

    private void tell(String topic, ByteBuffer payload) {
        say(push(topic, MALLORY, 0, payload));
    }

    private static GossipMessage push(String topic, NodeId origin, int round, ByteBuffer payload) {
        return new GossipMessage.Push(new MessageId(ids, ++ids), topic, origin, round, payload);
    }

    private void say(GossipMessage message) {
        mallory.say(NodeFrames.encode(new NodeMessage.OfGossip(new GossipFrame(0, message))));
    }

    private static RosterBroadcast delta(ReplicaEntry entry) {
        return new RosterBroadcast.Delta(List.of(entry));
    }

    private static ReplicaEntry entry(
            Member member, long incarnation, int refutation, int rank, @Nullable NodeId accuser) {
        RosterProto.MemberValue.Builder value = RosterProto.MemberValue.newBuilder()
                .setAddress(SessionProto.Address.newBuilder()
                        .setHost(member.address().host())
                        .setPort(member.address().port()))
                .setSince(System.currentTimeMillis());
        if (accuser != null) {
            value.setAccuser(accuser.value()).setReason(RosterProto.MemberValue.Reason.LINK_LOST);
        }
        ByteBuffer version = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + 1)
                .putLong(incarnation)
                .putInt(refutation)
                .put((byte) rank)
                .flip();
        return new ReplicaEntry(
                ByteString.copyFromUtf8(member.node().value()),
                ByteString.copyFrom(version),
                value.build().toByteString());
    }

    private static ReplicaEntry service(String service, NodeId node, long incarnation, long stamp) {
        ByteBuffer version = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(incarnation)
                .putLong(stamp)
                .flip();
        return new ReplicaEntry(
                ByteString.copyFromUtf8(service + '\0' + node),
                ByteString.copyFrom(version),
                ServiceProto.ServiceValue.getDefaultInstance().toByteString());
    }
}
