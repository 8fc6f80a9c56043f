package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Protocols;
import io.barrel.p2p.wire.Session;
import io.barrel.p2p.wire.proto.MessagingProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes of this version and of a later one in one cluster, over real QUIC. The later one speaks a version more, claims an ability
 * nobody knows, and says things of its own: a protocol, kinds of messages and fields that this version has never heard of.
 */
class RollingUpgradeTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NODES = 3;
    private static final int LATER = Session.PROTOCOL_VERSION + 1;

    /** A protocol that is not there yet; and in each that is, the link's own too, a message of a kind that is not. */
    private static final List<Frame> FRAMES_OF_LATER = framesOfLater();

    @TempDir
    Path base;

    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
    }

    @Test
    void clusterIsUpgradedNodeByNodeAndWorksAtEveryStep() {
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node("node" + i, null));
        }
        awaitWorking();
        for (int i = 0; i < NODES; i++) {
            nodes.get(i).close();
            nodes.set(i, new Node("node" + i, new Versions(Session.PROTOCOL_VERSION, LATER)));
            awaitWorking();
            nodes.get(i).sayWhatOnlyLaterVersionsKnow();
            awaitWorking();
        }
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.failures).isEmpty();
            assertThat(node.losses).isEmpty();
        });
    }

    @Test
    void versionThatNoLongerSpeaksThisOneIsRefusedForIt() {
        nodes.add(new Node("old", null));
        nodes.add(new Node("new", new Versions(LATER, LATER)));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.get(0).failures)
                        .isNotEmpty()
                        .allMatch(failure -> failure.reason() == AuthFailure.UNSUPPORTED_VERSION));
        assertThat(nodes.get(0).p2p.roster().count(MemberStatus.ALIVE)).isEqualTo(1);
    }

    /** Everybody knows everybody, a broadcast of each reaches all, and each is answered by each. */
    private void awaitWorking() {
        await().atMost(PATIENCE)
                .until(() -> nodes.stream()
                        .allMatch(node ->
                                node.isNeighbourOfOthers() && node.p2p.roster().count(MemberStatus.ALIVE) == NODES));
        for (Node from : nodes) {
            String news = from.name + " " + from.heard.size();
            from.p2p.gossip().publish("news", bytes(news));
            await().atMost(PATIENCE).until(() -> nodes.stream().allMatch(node -> node.heard.contains(news)));
            for (Node to : nodes) {
                assertThat(from.p2p.messaging().request(to.name, "echo", bytes(news), PATIENCE))
                        .succeedsWithin(PATIENCE)
                        .isEqualTo(bytes(news));
            }
        }
    }

    private static List<Frame> framesOfLater() {
        ByteBuffer message = ByteBuffer.wrap(NewerSession.FIELD_OF_LATER.toByteArray());
        ByteBuffer behindLength = behindLength(message);
        ByteBuffer gossip = ByteBuffer.allocate(Long.BYTES + behindLength.remaining())
                .putLong(0)
                .put(behindLength.duplicate())
                .flip();
        ByteBuffer speech = behindLength(ByteBuffer.wrap(MessagingProto.MessageHeader.newBuilder()
                .setKindValue(99)
                .build()
                .toByteArray()));
        return List.of(
                new Frame(Protocols.LINK, message),
                new Frame(Protocols.MEMBERSHIP, message),
                new Frame(Protocols.GOSSIP, gossip),
                new Frame(Protocols.REPLICA, message),
                new Frame(Protocols.MESSAGE, speech),
                new Frame(Protocols.RELAY, behindLength),
                new Frame(Protocols.RELAY + 1, message));
    }

    private static ByteBuffer behindLength(ByteBuffer header) {
        return ByteBuffer.allocate(Short.BYTES + header.remaining())
                .putShort((short) header.remaining())
                .put(header.duplicate())
                .flip();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The versions a node claims to speak. */
    private record Versions(int min, int max) {}

    private final class Node implements AutoCloseable {

        final NodeId name;
        final BarrelP2p p2p;
        final Set<String> heard = ConcurrentHashMap.newKeySet();
        final List<AuthenticationFailed> failures = new CopyOnWriteArrayList<>();
        final List<PeerDown> losses = new CopyOnWriteArrayList<>();
        private final LyingRuntime runtime;

        Node(String host, @Nullable Versions versions) {
            name = NodeId.of(host + "@test");
            runtime = versions == null
                    ? new LyingRuntime()
                    : new LyingRuntime(node -> new NewerSession(node, versions.min(), versions.max()));
            p2p = BarrelP2p.create(
                    BarrelP2pConfig.builder()
                            .nodeName(name)
                            .bindAddress("127.0.0.1")
                            .dataDir(base.resolve(host))
                            .membership(LocalNode.QUICK)
                            .contactNodes(nodes.stream()
                                    .filter(node -> !node.name.equals(name))
                                    .map(Node::contact)
                                    .toList())
                            .build(),
                    runtime);
            p2p.subscribe(event -> {
                if (event instanceof AuthenticationFailed failed) {
                    failures.add(failed);
                } else if (event instanceof PeerDown down && down.reason() == DownReason.NODEDOWN) {
                    losses.add(down);
                }
            });
            p2p.gossip()
                    .subscribe(
                            "news",
                            broadcast -> heard.add(StandardCharsets.UTF_8
                                    .decode(broadcast.payload())
                                    .toString()));
            p2p.messaging().handle("echo", MessageHandler.replying(message -> message.payload()));
            p2p.start();
        }

        String contact() {
            return p2p.node().orElseThrow().self().address().toString();
        }

        /** A broadcast goes to neighbours; one of this node now reaches all others. */
        boolean isNeighbourOfOthers() {
            return p2p.membership().views().active().size() == NODES - 1
                    && nodes.stream().filter(node -> node != this).allMatch(node -> runtime.isLinked(node.name));
        }

        void sayWhatOnlyLaterVersionsKnow() {
            List<Node> others = nodes.stream().filter(node -> node != this).toList();
            FRAMES_OF_LATER.forEach(frame -> others.forEach(node -> runtime.say(node.name, frame)));
        }

        @Override
        public void close() {
            p2p.close();
        }
    }
}
