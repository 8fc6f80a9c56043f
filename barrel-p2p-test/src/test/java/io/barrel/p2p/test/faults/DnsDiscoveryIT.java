package io.barrel.p2p.test.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.test.faults.NodeLog.Explained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that find each other through one DNS name alone, as the pods behind a headless service do: the name has the addresses of
 * those that run, and a node that comes back has another address.
 */
class DnsDiscoveryIT {

    private static final int NODES = 4;

    /** No node runs there, unless it moves. */
    private static final int SPARE = 5;

    private static final int SERVER = 6;
    private static final int MOVED = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Nobody has it: the router answers that it cannot be reached. */
    private static final String NOWHERE = "10.77.1.99";

    private static final List<Explained> EXPECTED = List.of(
            Cluster.STARVED_HANDSHAKE,
            Cluster.GIVEN_UP_DIAL,
            new Explained("(DNS look-up|look-up of contacts)", "the name does not exist, or the server is down"),
            new Explained("Looking for contacts failed|the look-up took longer", "the server does not answer"),
            new Explained(
                    "broadcast in the name of n\\d@faults .FORGED",
                    "what a node sent before it was killed comes back to it, and it does not know that it was its own"));

    private Network network;
    private DnsServer dns;
    private Cluster cluster;

    @BeforeEach
    void start(@TempDir Path directory, TestInfo test) throws IOException {
        Namespaces.assumePermitted();
        DnsServer.assumeInstalled();
        network = new Network(SERVER);
        Path logs = Convergence.DIRECTORY.resolve(
                "dns-" + test.getTestMethod().orElseThrow().getName());
        cluster = new Cluster(
                NODES, network, directory, logs, Pace.TEST, List.of("dns:" + DnsServer.NAME + ":" + NodeProcess.PORT));
        Files.deleteIfExists(logs.resolve("dns.log"));
        dns = new DnsServer(network.host(SERVER), logs.toAbsolutePath());
        for (int number = 1; number <= SPARE; number++) {
            dns.serve(network.host(number));
        }
    }

    @AfterEach
    void end() {
        if (dns != null) {
            dns.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void nodesThatStartBeforeTheirNameExistsMeetOnceItDoes() throws IOException {
        cluster.startAll();
        await().atMost(PATIENCE)
                .until(() -> network.hosts().subList(0, NODES).stream().allMatch(dns::wasAskedBy));
        assertThat(cluster.running())
                .allSatisfy(node -> assertThat(node.neighbours().active()).isEmpty());

        dns.publish(List.of(address(1)));
        dns.publish(List.of(address(1), NOWHERE, address(SPARE)));
        dns.publish(Stream.concat(addresses(number -> number), Stream.of(NOWHERE, address(SPARE)))
                .toList());

        endSound("four nodes start, then their name appears, with two addresses at which there is nobody");
    }

    @Test
    void nodesThatComeBackAtOtherAddressesAreFoundThere() throws IOException {
        startTogether();

        cluster.kill(List.of(MOVED));
        dns.publish(addresses(NodeMoves::toSpare).toList());
        cluster.startAll(NodeMoves::toSpare);
        endSound("a node is killed and comes back at another address");

        dns.publish(addresses(number -> number).toList());
        cluster.kill(IntStream.rangeClosed(1, NODES).boxed().toList());
        cluster.startAll(NodeMoves::toNext);
        endSound("all nodes are killed, and each comes back at the address of another");
    }

    @Test
    void clusterNeedsNoServerButForNodesThatNobodyKnows() throws IOException {
        startTogether();

        dns.stop();
        cluster.kill(List.of(1));
        cluster.startAll();
        endSound("a node comes back at its address while the DNS server is down");

        IntStream.rangeClosed(1, SPARE).forEach(number -> network.cut(number, SERVER));
        dns.start();
        cluster.kill(List.of(MOVED));
        dns.publish(addresses(NodeMoves::toSpare).toList());
        cluster.startAll(NodeMoves::toSpare);
        cluster.awaitNone(overlay -> overlay.without(Cluster.name(MOVED)).gaps());
        assertThat(cluster.node(MOVED).neighbours().active()).isEmpty();

        network.restore();
        endSound("a node at another address could not reach the DNS server, and now can");
    }

    private void startTogether() throws IOException {
        dns.publish(addresses(number -> number).toList());
        cluster.startAll();
        cluster.awaitNone(Overlay::gaps);
        cluster.awaitRosters();
    }

    private void endSound(String scenario) {
        Convergence.add(scenario, NODES, "overlay complete", cluster.awaitNone(Overlay::gaps));
        Convergence.add(scenario, NODES, "every roster right", cluster.awaitRosters());
        cluster.everyoneHearsEveryoneOnce();
        cluster.assertLogsExplained(EXPECTED);
    }

    private Stream<String> addresses(IntUnaryOperator host) {
        return IntStream.rangeClosed(1, NODES).map(host).mapToObj(this::address);
    }

    private String address(int host) {
        return network.host(host).address();
    }

    /** On which host a node is started again. */
    private static final class NodeMoves {

        static int toSpare(int node) {
            return node == MOVED ? SPARE : node;
        }

        static int toNext(int node) {
            return node % NODES + 1;
        }
    }
}
