package io.barrel.p2p.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.spring.boot.listener.P2pListener;
import io.barrel.p2p.wire.NodeId;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.JsonNode;

/** Two applications with real nodes and real web servers: what each sees of the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoNodesTests {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private @Nullable NodeApplication firstApplication;
    private @Nullable NodeApplication secondApplication;

    @BeforeAll
    void start(@TempDir Path directory) {
        firstApplication = NodeApplication.start(
                WebApplicationType.SERVLET,
                List.of(News.class),
                directory.resolve("first"),
                "barrel.p2p.node-name=orders@first");
        secondApplication = joining(directory, "second", List.of(News.class));
    }

    @AfterAll
    void stop() {
        second().close();
        first().close();
    }

    @BeforeEach
    void awaitEachOther() {
        await().atMost(PATIENCE).until(() -> first().sees(second()) && second().sees(first()));
    }

    @Test
    void peerUpReachesTheListenersOfBoth() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(first().events()).contains(new PeerUp(second().name())));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(second().events()).contains(new PeerUp(first().name())));
    }

    @Test
    void viewsAndMembersOfBothShowEachOther() {
        assertShows(first(), second());
        assertShows(second(), first());
    }

    private static void assertShows(NodeApplication one, NodeApplication other) {
        JsonNode active = entry(one, "views", "active", other);
        assertThat(active.path("address").asString()).isEqualTo(other.contact());
        assertThat(Instant.parse(active.path("since").asString())).isBeforeOrEqualTo(Instant.now());

        for (NodeApplication member : List.of(one, other)) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode found = entry(one, "members", "members", member);
                assertThat(found.path("status").asString()).isEqualTo("alive");
                assertThat(found.path("address").asString()).isEqualTo(member.contact());
                assertThat(found.path("incarnation").asString())
                        .isEqualTo(Long.toString(member.info().incarnation()));
            });
        }
    }

    @Test
    void memberUpReachesTheListenersOfBoth() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(membersUp(first())).contains(second().name()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(membersUp(second())).contains(first().name()));
    }

    private static List<NodeId> membersUp(NodeApplication application) {
        return application.events().stream()
                .filter(MemberUp.class::isInstance)
                .map(event -> ((MemberUp) event).node())
                .toList();
    }

    @Test
    void broadcastReachesTheListenersOfBothAndTellsItsOrigin() {
        byte[] headline = "{\"headline\":\"tea is cheap\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(second().context.getBean(Gossip.class).publish("news", headline))
                .succeedsWithin(PATIENCE);

        for (NodeApplication application : List.of(first(), second())) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(application.context.getBean(News.class).got)
                            .contains(Map.entry(second().name(), new News.Item("tea is cheap"))));
            JsonNode gossip = application.json("/p2p/gossip");
            assertThat(gossip.path("eager").size() + gossip.path("lazy").size()).isPositive();
            assertThat(gossip.path("cachedMessages").asInt()).isPositive();
        }
    }

    /** What a list of a section says of a node. */
    private static JsonNode entry(NodeApplication one, String section, String list, NodeApplication other) {
        JsonNode entries = one.json("/p2p/" + section).path(list);
        for (JsonNode entry : entries) {
            if (entry.path("node").asString().equals(other.name().value())) {
                return entry;
            }
        }
        throw new AssertionError("no " + other.name() + " in " + entries);
    }

    @Test
    void eachPinnedTheKeyThatTheOtherHas() {
        assertPinned(first(), second());
        assertPinned(second(), first());
    }

    private static void assertPinned(NodeApplication one, NodeApplication other) {
        JsonNode pin = one.json("/p2p/trust/" + other.name());
        assertThat(pin.path("fingerprint").asString()).isEqualTo(other.info().fingerprint());
        assertThat(pin.path("source").asString()).isEqualTo("tofu");
        assertThat(one.json("/p2p/trust").path("total").asInt())
                .isEqualTo(one.node().trustStore().pins().size());
    }

    @Test
    void connectionsTellWhoDialledAndHowThePeerProvedItself() {
        JsonNode incoming = entry(first(), "connections", "connections", second());
        JsonNode outgoing = entry(second(), "connections", "connections", first());

        assertThat(incoming.path("dialled").asBoolean()).isFalse();
        assertThat(outgoing.path("dialled").asBoolean()).isTrue();
        assertThat(outgoing.path("address").asString()).isEqualTo(first().contact());
        for (JsonNode connection : List.of(incoming, outgoing)) {
            assertThat(connection.path("active").asBoolean()).isTrue();
            assertThat(connection.path("assurance").asString()).isEqualTo("identity");
            assertThat(connection.path("bytesSent").asLong()).isPositive();
            assertThat(connection.path("bytesReceived").asLong()).isPositive();
        }
        assertThat(incoming.path("incarnation").asString())
                .isEqualTo(Long.toString(second().info().incarnation()));
    }

    @Test
    void authenticationIsCountedOnTheSideThatDialledAndOnTheOther() {
        JsonNode server = first().json("/p2p/auth");
        JsonNode client = second().json("/p2p/auth");

        assertThat(server.path("attempts").path("incoming").path("ok").asLong()).isPositive();
        assertThat(client.path("attempts").path("outgoing").path("ok").asLong()).isPositive();
        for (JsonNode auth : List.of(server, client)) {
            assertThat(auth.path("enabled").asBoolean()).isTrue();
            assertThat(auth.path("trustMode").asString()).isEqualTo("tofu");
            assertThat(auth.path("trustedPeers").asInt()).isPositive();
            assertThat(auth.path("failures").isEmpty()).isTrue();
            assertThat(auth.path("handshakeMillis").path("max").asDouble()).isPositive();
            assertThat(Instant.parse(auth.path("certificate").path("notAfter").asString()))
                    .isAfter(Instant.now());
        }
        assertThat(server.path("identity").path("fingerprint").asString())
                .isEqualTo(first().info().fingerprint());
    }

    @Test
    void summaryAndHealthTellThatTheNodeIsJoined() {
        JsonNode summary = second().json("/p2p");
        assertThat(summary.path("node").path("id").asString()).isEqualTo("orders@second");
        assertThat(summary.path("node").path("state").asString()).isEqualTo("joined");
        assertThat(second().json("/health/p2p").path("status").asString()).isEqualTo("UP");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(second().json("/p2p").path("members").path("alive").asInt())
                    .isGreaterThanOrEqualTo(2);
            JsonNode details = second().json("/health/p2p").path("details");
            assertThat(details.path("members").path("alive").asInt()).isGreaterThanOrEqualTo(2);
        });
    }

    @Test
    void peersLearnOfAStopBeforeTheWebServerStopsAccepting(@TempDir Path directory) {
        NodeApplication third = joining(directory, "third", List.of(Witness.class));
        NodeId name = third.name();
        await().atMost(PATIENCE).until(() -> first().sees(third));
        Witness witness = third.context.getBean(Witness.class);
        HttpRequest request = HttpRequest.newBuilder(third.uri("/actuator/p2p")).build();
        PeerDown graceful = new PeerDown(name, DownReason.GRACEFUL);
        witness.atStop = () -> {
            await().atMost(PATIENCE).until(() -> first().events().contains(graceful));
            witness.answer = third.json("/p2p");
        };

        third.close();

        JsonNode answer = witness.answer;
        assertThat(answer).as("answer of the web server after the peer knew").isNotNull();
        assertThat(Objects.requireNonNull(answer).path("node").path("state").asString())
                .isEqualTo("left");
        assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, BodyHandlers.ofString()))
                .isInstanceOf(ConnectException.class);
        assertThat(first().events())
                .filteredOn(
                        event -> event instanceof PeerDown down && down.node().equals(name))
                .containsExactly(graceful);
    }

    @Test
    void contextThatIsStoppedAndStartedAgainIsTheSameNodeAndJoinsAgain() {
        String fingerprint = second().info().fingerprint();
        long incarnation = second().info().incarnation();
        long ups = ups();

        second().context.stop();
        assertThat(second().node().node()).isEmpty();
        second().context.start();

        assertThat(second().info().fingerprint()).isEqualTo(fingerprint);
        assertThat(second().info().incarnation()).isGreaterThan(incarnation);
        await().atMost(PATIENCE).until(() -> first().sees(second()) && second().sees(first()));
        await().atMost(PATIENCE).until(() -> ups() > ups);
        assertThat(second().json("/p2p").path("node").path("state").asString()).isEqualTo("joined");
    }

    private long ups() {
        return first().events().stream()
                .filter(new PeerUp(NodeId.of("orders@second"))::equals)
                .count();
    }

    private NodeApplication joining(Path directory, String name, List<Class<?>> sources) {
        return NodeApplication.start(
                WebApplicationType.SERVLET,
                sources,
                directory.resolve(name),
                "barrel.p2p.node-name=orders@" + name,
                "barrel.p2p.contact-nodes=" + first().contact());
    }

    private NodeApplication first() {
        return Objects.requireNonNull(firstApplication);
    }

    private NodeApplication second() {
        return Objects.requireNonNull(secondApplication);
    }

    /** Takes broadcasts as JSON. */
    static class News {

        final List<Map.Entry<NodeId, Item>> got = new CopyOnWriteArrayList<>();

        record Item(String headline) {}

        @P2pListener(topic = "news")
        void on(NodeId origin, Item item) {
            got.add(Map.entry(origin, item));
        }
    }

    /** Stops after the node left and before the web server drains: what it sees, happened in between. */
    static class Witness implements SmartLifecycle {

        volatile Runnable atStop = () -> {};
        volatile @Nullable JsonNode answer;
        private volatile boolean running;

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            atStop.run();
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
        }
    }
}
