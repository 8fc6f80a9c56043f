package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.barrel.p2p.discovery.LogCapture;
import io.barrel.p2p.gossip.GossipFrame;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.node.NodeFrames;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node over real QUIC that is authenticated like the others, and lies: contained, counted and logged. */
class LyingMemberTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SERVICES = "barrel_p2p:services";
    private static final NodeId LIAR = NodeId.of("liar@test");
    private static final int LARGEST = 1 << 20;

    @TempDir
    Path base;

    private final LyingRuntime lies = new LyingRuntime();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private LocalNode victim;
    private LocalNode bystander;
    private BarrelP2p liar;

    @BeforeEach
    void start() {
        victim = new LocalNode(base, "victim", UnaryOperator.identity()).start();
        victim.p2p.metrics().bindTo(meters);
        List<String> contacts = List.of(victim.contact());
        bystander = new LocalNode(base, "bystander", builder -> builder.contactNodes(contacts)).start();
        liar = BarrelP2p.create(
                BarrelP2pConfig.builder()
                        .nodeName(LIAR)
                        .bindAddress("127.0.0.1")
                        .dataDir(base.resolve("liar"))
                        .contactNodes(contacts)
                        .build(),
                lies);
        liar.start();
        await().atMost(PATIENCE)
                .until(() -> lies.isLinked(victim.name)
                        && victim.p2p.roster().count(MemberStatus.ALIVE) == 3
                        && bystander.p2p.roster().count(MemberStatus.ALIVE) == 3);
    }

    @AfterEach
    void stop() {
        liar.close();
        bystander.close();
        victim.close();
    }

    @Test
    void malformedNewsOfServicesIsRefusedAndHarmsNothing() {
        ReplicaEntry junk =
                new ReplicaEntry(ByteString.copyFromUtf8("junk"), ByteString.copyFrom(new byte[16]), ByteString.EMPTY);
        try (LogCapture log = new LogCapture("io.barrel.p2p.engine.Refusals")) {
            broadcast(1, SERVICES, ByteBuffer.wrap(new byte[] {-1, -1, -1}));
            broadcast(2, SERVICES, ReplicaCodec.encodeEntries(List.of(junk)));

            await().atMost(PATIENCE).until(() -> count("barrel.p2p.refused", "refusal", "malformed") == 2);
            assertThat(log.warnings())
                    .anyMatch(line -> line.startsWith("Refused from liar@test: news of " + SERVICES + ": not entries"));
        }

        MessageHandler echo = MessageHandler.replying(message -> message.payload());
        bystander.p2p.services().register("prices", Map.of(), echo);
        liar.services().register("truth", Map.of(), echo);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(victim.p2p.services().services()).isEqualTo(Set.of("prices", "truth")));
        assertThat(lies.isLinked(victim.name)).isTrue();
    }

    @Test
    void broadcastOneByteTooLargeCostsItsSenderTheLinkAndNobodyElse() {
        try (LogCapture log = new LogCapture("io.barrel.p2p.engine.Overlay")) {
            broadcast(1, "prices", ByteBuffer.allocate(LARGEST + 1));

            await().atMost(PATIENCE)
                    .until(() -> count("barrel.p2p.messages", "type", "gossip", "outcome", "malformed") == 1);
            assertThat(log.warnings()).anyMatch(line -> line.startsWith("Closing the link: "));
        }

        ByteBuffer payload = ByteBuffer.wrap(new byte[] {7});
        victim.p2p.messaging().handle("echo", MessageHandler.replying(message -> message.payload()));
        assertThat(bystander
                        .p2p
                        .messaging()
                        .request(victim.name, "echo", payload, PATIENCE)
                        .toCompletableFuture())
                .succeedsWithin(PATIENCE)
                .isEqualTo(payload);
        assertThat(victim.activePeers()).contains(bystander.name);
    }

    private void broadcast(int id, String topic, ByteBuffer payload) {
        GossipMessage.Push push = new GossipMessage.Push(new MessageId(id, id), topic, LIAR, 0, payload);
        lies.say(victim.name, NodeFrames.encode(new NodeMessage.OfGossip(new GossipFrame(0, push))));
    }

    private double count(String meter, String... tags) {
        return meters.get(meter).tags(tags).functionCounter().count();
    }
}
