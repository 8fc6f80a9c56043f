package io.barrel.p2p.test.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.test.faults.NodeServices.Offered;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services and messages of twelve nodes, most of which are no neighbours: active views hold three, and each exchanges an edge
 * every second. The same processes go through all of it; each scenario begins and ends with all twelve alive.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServicesIT {

    private static final int NODES = 12;
    private static final int VICTIM = 12;
    private static final int REGISTRATIONS = 100;
    private static final int OF_ONE = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration CHURN = Duration.ofSeconds(15);

    /** Events that say that a service is gone. */
    private static final Set<String> ENDS = Set.of("unregistered", "servicedown");

    private Cluster cluster;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Namespaces.assumePermitted();
        cluster = new Cluster(NODES, directory, Convergence.DIRECTORY.resolve("services"), Pace.CHURN);
        endSound();
    }

    @AfterAll
    void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void endSound() {
        cluster.thawAll();
        cluster.startAll();
        cluster.awaitRosters();
        cluster.assertLogsExplained(List.of(Cluster.STARVED_HANDSHAKE, Cluster.GIVEN_UP_DIAL));
    }

    @Test
    void everyNodeReachesAServiceOfEveryOtherThroughChannelsThatComeAndGo() {
        for (NodeProcess node : nodes()) {
            node.services().register(node.name().name(), 1);
        }
        int most = 0;
        for (NodeProcess from : nodes()) {
            for (NodeProcess to : nodes()) {
                String service = to.name().name() + "-0";
                awaitSeen(from, service);
                assertThat(from.services().call(service, TIMEOUT))
                        .isEqualTo(to.name().value());
                most = Math.max(most, from.services().otherLinks());
            }
        }
        assertThat(most).isGreaterThan(Pace.CHURN.membership().activeSize());
        for (NodeProcess node : nodes()) {
            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(() -> node.services().otherLinks() == 0);
            assertThat(node.services().activeLinks()).isPositive();
            awaitNothingPending(node);
        }
    }

    @Test
    void registrationIsSeenOnTheLastOfTwelve() throws IOException {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < REGISTRATIONS; i++) {
            String prefix = "seen" + i;
            long begin = cluster.node(1 + i % NODES).services().register(prefix, 1);
            long last = nodes().stream()
                    .mapToLong(node -> awaitSeen(node, prefix + "-0"))
                    .max()
                    .orElseThrow();
            times.add(last - begin);
        }
        assertThat(times)
                .hasSize(REGISTRATIONS)
                .allSatisfy(time -> assertThat(time).isPositive());
        report(new Times(times));
    }

    private static void report(Times times) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "registration seen on the last of %d, edges exchanged every second: p50 %.2f ms, p99 %.2f ms, most %.2f ms",
                NODES,
                times.millis(50),
                times.millis(99),
                times.millis(100));
        System.out.println(line);
        Files.writeString(Convergence.DIRECTORY.resolve("services.md"), line + "\n");
    }

    @Test
    void servicesOfAKilledNodeAreSeenUntilTheRosterSaysDeadAndNotAfter() {
        NodeId victim = Cluster.name(VICTIM);
        cluster.node(VICTIM).services().register("doomed", OF_ONE);
        awaitOffered(victim, "doomed");
        long begin = System.currentTimeMillis();
        cluster.kill(List.of(VICTIM));

        List<NodeProcess> survivors = nodes();
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(POLL).until(() -> {
            List<Offered> seen = survivors.stream()
                    .map(node -> node.services().offeredBy(victim, "doomed"))
                    .toList();
            assertThat(seen).allMatch(offered -> offered.status().equals("dead") || offered.services() == OF_ONE);
            return seen.stream().allMatch(offered -> offered.services() == 0);
        });

        for (NodeProcess node : survivors) {
            assertThat(node.services().call("doomed-0", TIMEOUT)).isEqualTo("!NO_SUCH_SERVICE");
            assertThat(node.services().request(victim, "who", TIMEOUT)).isEqualTo("!UNREACHABLE");
            awaitNothingPending(node);
            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(() -> doom(node, begin).size() == 1 + OF_ONE);
            List<String> told = doom(node, begin);
            assertThat(told.get(0)).as("first of what " + node.name() + " told").isEqualTo("dead");
            assertThat(told.subList(1, told.size())).containsOnly("servicedown");
        }
    }

    /** What a node told of the victim's end and that of its services, in order. */
    private static List<String> doom(NodeProcess node, long begin) {
        return node.events().stream()
                .filter(event -> event.epochMillis() >= begin)
                .filter(event -> event.peer().equals(Cluster.name(VICTIM)))
                .filter(event -> event.type().equals("dead") || event.detail().startsWith("doomed-"))
                .map(NodeEvent::type)
                .toList();
    }

    @Test
    void churnOfActiveViewsAloneEndsNoService() {
        NodeId lasting = Cluster.name(3);
        cluster.node(3).services().register("lasting", OF_ONE);
        awaitOffered(lasting, "lasting");
        long begin = System.currentTimeMillis();

        await().pollDelay(CHURN).atMost(PATIENCE).until(() -> true);

        List<NodeEvent> events = nodes().stream()
                .flatMap(node -> node.events().stream())
                .filter(event -> event.epochMillis() >= begin)
                .toList();
        assertThat(events).filteredOn(event -> ENDS.contains(event.type())).isEmpty();
        assertThat(events).filteredOn(event -> event.type().equals("down")).hasSizeGreaterThan(NODES);
        assertThat(nodes())
                .allSatisfy(node -> assertThat(
                                node.services().offeredBy(lasting, "lasting").services())
                        .isEqualTo(OF_ONE));
    }

    @Test
    void requestsThatCannotBeAnsweredFailForTheRightReasonAndNothingStaysBehind() {
        NodeServices caller = cluster.node(1).services();
        NodeServices crowded = cluster.node(4).services();
        NodeId paused = Cluster.name(3);

        assertThat(caller.flood(crowded.node().name(), "stuck")).isEqualTo("OVERLOADED");
        assertThat(caller.pending()).isPositive();
        assertThat(caller.request(crowded.node().name(), "who", TIMEOUT))
                .isEqualTo(crowded.node().name().value());
        assertThat(caller.request(crowded.node().name(), "nobody", TIMEOUT)).isEqualTo("!NO_HANDLER");
        assertThat(caller.request(NodeId.of("stranger@faults"), "who", TIMEOUT)).isEqualTo("!UNKNOWN_NODE");
        cluster.node(3).freeze();
        assertThat(caller.request(paused, "who", Duration.ofSeconds(1))).isEqualTo("!TIMEOUT");
        cluster.node(3).thaw();
        assertThat(caller.request(paused, "who", TIMEOUT)).isEqualTo(paused.value());

        crowded.release();
        awaitNothingPending(caller.node());
    }

    @Test
    void callsGoOverOtherNodesWhileNoPathIsOpenBetweenTwo() {
        NodeProcess one = cluster.node(5);
        NodeProcess other = cluster.node(9);
        one.services().register("beyond5", 1);
        other.services().register("beyond9", 1);
        awaitSeen(one, "beyond9-0");
        awaitSeen(other, "beyond5-0");

        cluster.network().cut(5, 9);
        awaitRelayedAnswer(one, "beyond9-0", other);
        awaitRelayedAnswer(other, "beyond5-0", one);

        cluster.network().restore();
        await().atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() ->
                        one.services().relayedLinks() == 0 && other.services().relayedLinks() == 0);
        assertThat(one.services().call("beyond9-0", TIMEOUT))
                .isEqualTo(other.name().value());
    }

    /** A link that was up when the path was cut may cost a call its time; the next finds the way. Idle links are closed soon. */
    private static void awaitRelayedAnswer(NodeProcess from, String service, NodeProcess owner) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(() -> from.services()
                                .call(service, TIMEOUT)
                                .equals(owner.name().value())
                        && from.services().relayedLinks() > 0);
    }

    private static void awaitNothingPending(NodeProcess node) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(() -> node.services().pending() == 0);
    }

    private List<NodeProcess> nodes() {
        return cluster.running();
    }

    /** Waits until every node sees all services of that prefix. */
    private void awaitOffered(NodeId member, String prefix) {
        await().atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> nodes().stream()
                        .allMatch(node ->
                                node.services().offeredBy(member, prefix).services() == OF_ONE));
    }

    private static long awaitSeen(NodeProcess node, String service) {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> node.services().seenAt(service), time -> time != 0);
    }
}
