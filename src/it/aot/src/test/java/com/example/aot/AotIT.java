package com.example.aot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.spring.boot.service.P2pClients;
import io.barrel.p2p.wire.NodeId;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application that was prepared at build time in a cluster with one that was not. */
class AotIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path data;

    private static ConfigurableApplicationContext peer;
    private static AotProcess prepared;
    private static Member member;

    @BeforeAll
    static void start() throws Exception {
        peer = new SpringApplicationBuilder(AotApplication.class)
                .run("--server.port=0", "--barrel.p2p.data-dir=" + data.resolve("peer"));
        BarrelP2p node = peer.getBean(BarrelP2p.class);
        NodeId self = node.node().orElseThrow().self().node();
        prepared = new AotProcess(data.resolve("prepared"), node.node().orElseThrow().self().address().toString());
        member = await().atMost(PATIENCE)
                .until(
                        () -> node.roster().members().stream()
                                .filter(other -> other.status() == MemberStatus.ALIVE)
                                .filter(other -> !other.node().equals(self))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> prepared.get("/seen").isArray());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        prepared.close();
        peer.close();
    }

    private static void awaitSeen(String what) {
        await(what).atMost(PATIENCE).until(() -> prepared.get("/seen").valueStream().anyMatch(seen -> seen.asString().equals(what)));
    }

    private static byte[] json(Object value) {
        return peer.getBean(JsonMapper.class).writeValueAsBytes(value);
    }

    private static String request(String address, byte[] payload) throws Exception {
        ByteBuffer reply = peer.getBean(Messaging.class)
                .request(member.node(), address, ByteBuffer.wrap(payload), PATIENCE)
                .toCompletableFuture()
                .get();
        return StandardCharsets.UTF_8.decode(reply).toString();
    }

    @Test
    void customizerMadeAtBuildTimeTakesWhatIsSaidAtStart() {
        assertThat(member.metadata()).containsExactlyEntriesOf(Map.of("label", "started"));
    }

    @Test
    void eventsReachTheirListeners() {
        awaitSeen("PeerUp");
        awaitSeen("MemberUp");
    }

    @Test
    void broadcastsReachTheirListeners() {
        peer.getBean(Gossip.class).publish("news", json(new Order("tea", 1)));

        awaitSeen("broadcast of tea");
    }

    @Test
    void messagesAreHandledByPrivateMethodsAndByProxies() throws Exception {
        assertThat(request("order", json(new Order("tea", 1)))).isEqualTo("{\"article\":\"tea\",\"pieces\":2}");
        assertThat(request("count", new byte[0])).isEqualTo("1");
        assertThat(request("count", new byte[0])).isEqualTo("1");
    }

    @Test
    void servicesAreOfferedAndCalled() {
        Pricing pricing = peer.getBean(P2pClients.class)
                .client(Pricing.class, "pricing", PATIENCE, instances -> instances.stream()
                        .filter(instance -> instance.node().equals(member.node()))
                        .findFirst()
                        .orElseThrow());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(peer.getBean(BarrelP2p.class).services().lookup("pricing"))
                        .filteredOn(instance -> instance.node().equals(member.node()))
                        .singleElement()
                        .satisfies(instance -> assertThat(instance.metadata()).containsEntry("zone", "eu")));

        assertThat(pricing.price(new Order("tea", 3))).isEqualByComparingTo(new BigDecimal("3.60"));
    }

    @Test
    void webEndpointsAreAnnouncedAndFound() {
        await().atMost(PATIENCE).until(() -> prepared.get("/instances").size() == 2);
        assertThat(peer.getBean(DiscoveryClient.class).getInstances("aot")).hasSize(2);
    }

    @Test
    void endpointHealthAndConsoleAnswer() throws Exception {
        JsonNode summary = prepared.get("/actuator/p2p");
        assertThat(summary.at("/node/id").asString()).isEqualTo(member.node().value());
        assertThat(prepared.get("/actuator/p2p/members").at("/members").size()).isEqualTo(2);
        assertThat(prepared.get("/actuator/health").at("/components/p2p/status").asString()).isEqualTo("UP");
        assertThat(prepared.body("/actuator/p2p", "text/html")).contains("<title>");
        assertThat(prepared.body("/actuator/p2p/console/console.js", "*/*")).contains("import");
    }
}
