package io.barrel.p2p.test;

import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static io.barrel.p2p.test.NodeChoice.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.barrel.p2p.gossip.GossipFrame;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.node.NodeOutput;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.wire.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Replicated maps of whole nodes in the simulator. */
class MapSimTests {

    private static final String MAP = "prices";
    private static final int NODES = 12;

    private final SimCluster cluster = SimCluster.of(NODES)
            .seed(9)
            .whole(SimSettings.DEFAULT.withMaps(MAP, "other"))
            .joinedThrough(first())
            .settle(Duration.ofMinutes(1));

    private void write(int node, String key, @Nullable String value) {
        cluster.protocols()
                .inject(
                        node,
                        new NodeInput.Write(
                                MAP,
                                ByteString.copyFromUtf8(key),
                                value == null ? null : ByteString.copyFromUtf8(value)));
    }

    private List<@Nullable String> read(String key) {
        List<@Nullable String> values = new ArrayList<>();
        for (int index : cluster.up()) {
            ByteString value = cluster.protocols().machine(index).map(MAP).get(ByteString.copyFromUtf8(key));
            values.add(value == null ? null : value.toStringUtf8());
        }
        return values;
    }

    @Test
    void whatOneNodeWritesAllRead() {
        write(3, "apple", "1.20");
        cluster.settle(Duration.ofSeconds(1));
        assertThat(read("apple")).hasSize(NODES).containsOnly("1.20");
        write(7, "apple", null);
        cluster.settle(Duration.ofSeconds(1));
        assertThat(read("apple")).hasSize(NODES).containsOnlyNulls();
        assertThat(cluster.protocols().machine(3).map("other").get(ByteString.copyFromUtf8("apple")))
                .isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.protocols().machine(3).map("nothing"))
                .withMessageContaining("nothing");
    }

    @Test
    void halvesThatBothWroteAgree() {
        write(0, "both", "before");
        cluster.settle(Duration.ofSeconds(1)).partition(range(0, 6)).settle(Duration.ofSeconds(30));
        write(1, "both", "here");
        write(1, "here", "1");
        cluster.settle(Duration.ofSeconds(1));
        write(8, "both", "there");
        write(8, "there", "2");
        cluster.settle(Duration.ofMinutes(2));
        assertThat(read("both")).containsOnly("here", "there");
        cluster.heal().settle(Duration.ofMinutes(1));
        assertThat(read("both")).hasSize(NODES).containsOnly("there");
        assertThat(read("here")).hasSize(NODES).containsOnly("1");
        assertThat(read("there")).hasSize(NODES).containsOnly("2");
    }

    @Test
    void nodeThatStartsAnewReadsWhatWasWrittenMeanwhile() {
        cluster.crash(node(5));
        write(2, "apple", "1.30");
        cluster.settle(Duration.ofMinutes(1)).start(node(5)).settle(Duration.ofSeconds(30));
        assertThat(read("apple")).hasSize(NODES).containsOnly("1.30");
    }

    @Test
    void newsThatAreNoEntriesAreRefused() {
        List<NodeOutput.Refused> refused = new ArrayList<>();
        cluster.protocols().listen(new SimProtocols.Listener() {
            @Override
            public void refused(int node, NodeOutput.Refused what) {
                refused.add(what);
            }
        });
        Peer liar = cluster.views(4).active().get(0).peer();
        GossipMessage.Push junk = new GossipMessage.Push(
                new MessageId(1, 2),
                "barrel_p2p:map:" + MAP,
                liar.node(),
                0,
                ByteBuffer.wrap("junk".getBytes(StandardCharsets.UTF_8)));
        cluster.protocols().inject(4, new NodeInput.Received(liar, new NodeMessage.OfGossip(new GossipFrame(0, junk))));
        assertThat(refused).isNotEmpty().allSatisfy(what -> {
            assertThat(what.refusal()).isEqualTo(Refusal.MALFORMED);
            assertThat(what.what()).contains("barrel_p2p:map:" + MAP);
        });
    }
}
