package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static io.barrel.p2p.roster.RosterNet.node;
import static io.barrel.p2p.roster.RosterNet.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.roster.RosterNet.Node;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a hostile node may try, and what it achieves. */
class RosterPolicyTests {

    private static final long INCARNATION = stamp(EPOCH - 10_000);
    private static final NodeId X = node("x");
    private static final NodeId EVIL = node("evil");

    private final RosterNet net = new RosterNet(1);
    private final Node self = net.start("self");
    private final MemberEntry alive = RosterNet.alive("x", INCARNATION, 0);

    private void refuses(NodeId origin, ReplicaEntry entry, Refusal reason) {
        long digest = self.roster.digest();
        self.outputs.clear();
        self.deliver(origin, new RosterBroadcast.Delta(List.of(entry)));
        assertThat(self.outputs).singleElement().satisfies(output -> {
            assertThat(output).isInstanceOf(RosterOutput.Refused.class);
            RosterOutput.Refused refused = (RosterOutput.Refused) output;
            assertThat(refused.from()).isEqualTo(origin);
            assertThat(refused.refusal()).isEqualTo(reason);
        });
        assertThat(self.roster.digest()).isEqualTo(digest);
    }

    private void refuses(NodeId origin, MemberEntry entry, Refusal reason) {
        refuses(origin, RosterCodec.encode(entry), reason);
    }

    @Test
    void nobodySpeaksForAnother() {
        refuses(EVIL, alive, Refusal.FORGED);
        refuses(EVIL, RosterNet.left("x", INCARNATION, 0, EPOCH), Refusal.FORGED);
        refuses(EVIL, alive.with(MemberStatus.SUSPECT, EPOCH, node("a"), SuspicionReason.LINK_LOST), Refusal.FORGED);
        refuses(EVIL, alive.with(MemberStatus.DEAD, EPOCH, node("a"), SuspicionReason.LINK_LOST), Refusal.FORGED);
    }

    @Test
    void refutationOfAnotherIsRefused() {
        self.deliver(X, alive);
        self.deliver(EVIL, alive.with(MemberStatus.SUSPECT, EPOCH, EVIL, SuspicionReason.LINK_LOST));
        refuses(EVIL, RosterNet.alive("x", INCARNATION, 1), Refusal.FORGED);
        assertThat(self.status(X)).isEqualTo(MemberStatus.SUSPECT);
    }

    @Test
    void nobodyAccusesItself() {
        refuses(X, alive.with(MemberStatus.SUSPECT, EPOCH, X, SuspicionReason.LINK_LOST), Refusal.MALFORMED);
    }

    @Test
    void stampsTooFarAheadAreRefused() {
        long skew = RosterNet.REPLICA.maxClockSkew().toMillis();
        refuses(X, RosterNet.alive("x", stamp(EPOCH + skew + 1), 0), Refusal.CLOCK_SKEW);
        refuses(X, RosterNet.alive("x", -1, 0), Refusal.MALFORMED);
        refuses(X, RosterNet.left("x", INCARNATION, 0, EPOCH + skew + 1), Refusal.CLOCK_SKEW);
        refuses(X, RosterNet.left("x", INCARNATION, 0, Long.MIN_VALUE), Refusal.MALFORMED);
        self.deliver(X, RosterNet.alive("x", stamp(EPOCH + skew), 0));
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
    }

    @Test
    void incarnationOfThisNodeTooFarAheadIsNotAdopted() {
        MemberEntry forged = RosterNet.alive("self", stamp(EPOCH + 3_600_000), 0);
        refuses(EVIL, forged.with(MemberStatus.SUSPECT, EPOCH, EVIL, SuspicionReason.LINK_LOST), Refusal.CLOCK_SKEW);
    }

    @Test
    void whatIsTooLargeIsRefused() {
        refuses(X, metadata("v".repeat(4_096)), Refusal.MALFORMED);
        self.deliver(X, metadata("v".repeat(4_095)));
        assertThat(self.status(X)).isEqualTo(MemberStatus.ALIVE);
        ByteString value = ByteString.copyFrom(new byte[RosterCodec.MAX_VALUE + 1]);
        refuses(
                X,
                new ReplicaEntry(RosterCodec.key(X), RosterCodec.encode(alive).version(), value),
                Refusal.TOO_LARGE);
    }

    private MemberEntry metadata(String value) {
        return new MemberEntry(
                X, INCARNATION, 0, MemberStatus.ALIVE, alive.address(), Map.of("k", value), EPOCH, null, null);
    }

    @Test
    void whatIsNoMemberIsRefused() {
        ReplicaEntry good = RosterCodec.encode(alive);
        ByteString value = good.value();
        refuses(X, new ReplicaEntry(ByteString.copyFromUtf8("no name"), good.version(), value), Refusal.MALFORMED);
        refuses(X, new ReplicaEntry(ByteString.EMPTY, good.version(), value), Refusal.MALFORMED);
        refuses(X, new ReplicaEntry(good.key(), good.version().substring(1), value), Refusal.MALFORMED);
        refuses(X, new ReplicaEntry(good.key(), ByteString.EMPTY, value), Refusal.MALFORMED);
        for (int rank : new int[] {4, 127, 128, 255}) {
            ByteString version = good.version().substring(0, 12).concat(ByteString.copyFrom(new byte[] {(byte) rank}));
            refuses(X, new ReplicaEntry(good.key(), version, value), Refusal.MALFORMED);
        }
        refuses(X, new ReplicaEntry(good.key(), good.version(), null), Refusal.MALFORMED);
        refuses(X, new ReplicaEntry(good.key(), good.version(), ByteString.EMPTY), Refusal.MALFORMED);
        refuses(X, new ReplicaEntry(good.key(), good.version(), ByteString.copyFromUtf8("junk")), Refusal.MALFORMED);
    }

    @Test
    void rosterIsBounded() {
        Map<NodeId, ReplicaEntry> crowd = new LinkedHashMap<>();
        for (int i = 1; i < RosterPolicy.MAX_MEMBERS; i++) {
            MemberEntry member = RosterNet.alive("n" + i, INCARNATION, 0);
            crowd.put(member.node(), RosterCodec.encode(member));
        }
        self.roster.install(crowd);
        refuses(X, alive, Refusal.FULL);
        self.deliver(node("n7"), RosterNet.alive("n7", INCARNATION, 1));
        assertThat(self.entry(node("n7")).refutation()).isEqualTo(1);
    }

    @Test
    void forgedSuspicionByOneAccuserIsRefuted() {
        List<Node> nodes = net.cluster(8);
        Node victim = nodes.get(3);
        Node evil = nodes.get(5);
        MemberEntry lie = victim.entry(victim.id).with(MemberStatus.SUSPECT, EPOCH, evil.id, SuspicionReason.LINK_LOST);
        nodes.forEach(node -> node.deliver(evil.id, lie));
        net.run(Duration.ofSeconds(30));
        assertThat(nodes).filteredOn(node -> node != evil).allSatisfy(node -> {
            assertThat(node.status(victim.id)).isEqualTo(MemberStatus.ALIVE);
            assertThat(node.entry(victim.id).refutation()).isEqualTo(1);
            assertThat(node.events(MemberDown.class)).isEmpty();
        });
    }
}
