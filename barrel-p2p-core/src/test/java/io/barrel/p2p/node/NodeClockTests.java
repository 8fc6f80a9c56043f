package io.barrel.p2p.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.barrel.p2p.gossip.GossipConfig;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.roster.RosterConfig;
import io.barrel.p2p.roster.RosterLinks;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A node whose wall clock was set back before it started. */
class NodeClockTests {

    private static final long WALL = 1_700_000_000_000L;
    private static final long INCARNATION = (WALL + 3_600_000) << 16;
    private static final Peer SELF = new Peer(NodeId.of("self@h"), new PeerAddress("h", 9_100));

    private static final class Alone implements RosterLinks {

        @Override
        public boolean isLinked(NodeId node) {
            return false;
        }

        @Override
        public boolean heardWithin(NodeId node, long millis) {
            return false;
        }
    }

    @Test
    void writesOutdoWhatTheNodeWroteBeforeThisLife() {
        NodeSettings settings = new NodeSettings(
                SELF,
                INCARNATION,
                Map.of(),
                HyParViewConfig.DEFAULT,
                GossipConfig.DEFAULT,
                ReplicaConfig.DEFAULT,
                RosterConfig.DEFAULT,
                true,
                List.of("m"),
                375,
                1_500);
        NodePorts ports = new NodePorts(
                node -> 0,
                new Alone(),
                node -> false,
                new RevocationBook(SELF.node(), "c", List.of()),
                () -> WALL,
                new SplittableRandom(1),
                new SplittableRandom(2));
        NodeMachine machine = new NodeMachine(settings, ports, output -> {});
        machine.handle(new NodeInput.OfMembership(new MembershipInput.Start()), 0);
        ByteString key = ByteString.copyFromUtf8("k");
        machine.handle(new NodeInput.Write("m", key, ByteString.copyFromUtf8("v")), 0);
        ReplicaEntry written = machine.map("m").replica().get(key);
        assertThat(written)
                .isNotNull()
                .satisfies(entry -> assertThat(
                                entry.version().asReadOnlyByteBuffer().getLong())
                        .isGreaterThan(INCARNATION));
    }
}
