package io.barrel.p2p.test.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.test.faults.NodeLog.Explained;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Nodes on the hosts of a network, one on each; node 1 runs on host 1. Used by one thread. */
final class Cluster implements AutoCloseable {

    /** Far beyond what any scenario takes here: a bound, not a requirement. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How long an edge may be known to one end alone: the answer is on its way, on a machine that is busy. */
    private static final Duration MOMENT = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(100);

    /** A fault of the machine and not of the nodes: JVMs that start all at once leave each other little of two cores. */
    static final Explained STARVED_HANDSHAKE = new Explained(
            "HandshakeLog .*(handshake-timeout expired|refused this node: 'handshake_timeout')",
            "so many JVMs start at once that a handshake may outlast its ten seconds; it is tried again");

    /** Seen when a split healed: what the dialler says last is sealed with keys that the other end has just put away. */
    static final Explained GIVEN_UP_DIAL = new Explained(
            "HandshakeLog .*handshake-timeout expired while waiting for HELLO",
            "a dial was given up at the moment its QUIC handshake ended, and the peer did not learn of it");

    private final Network network;
    private final Path data;
    private final Pace pace;
    private final List<String> contacts;
    private final Map<Integer, NodeLog> logs = new HashMap<>();
    private final Map<Integer, NodeProcess> running = new TreeMap<>();
    private int broadcasts;

    /**
     * A cluster of which no node runs yet. Every node has the first two as its contacts.
     *
     * @param data where each node gets a data directory
     * @param logs where each node's log is kept; what is there from earlier runs is deleted
     */
    Cluster(int nodes, Path data, Path logs, Pace pace) throws IOException {
        this(nodes, new Network(nodes), data, logs, pace, List.of());
    }

    /**
     * As above, in a network that may have more hosts, and with contacts as a configuration takes them; with none, they are the
     * first two nodes.
     */
    Cluster(int nodes, Network network, Path data, Path logs, Pace pace, List<String> contacts) throws IOException {
        this.data = data;
        this.pace = pace;
        Files.createDirectories(logs);
        for (int number = 1; number <= nodes; number++) {
            Path file = logs.resolve("n" + number + ".log");
            Files.deleteIfExists(file);
            this.logs.put(number, new NodeLog(file));
        }
        this.network = network;
        this.contacts = !contacts.isEmpty()
                ? contacts
                : network.hosts().stream()
                        .limit(2)
                        .map(host -> host.address() + ":" + NodeProcess.PORT)
                        .toList();
    }

    Network network() {
        return network;
    }

    static NodeId name(int number) {
        return NodeId.of("n" + number + "@faults");
    }

    NodeProcess node(int number) {
        NodeProcess node = running.get(number);
        if (node == null) {
            throw new AssertionError(name(number) + " does not run");
        }
        return node;
    }

    /** The nodes that run, frozen or not. */
    List<NodeProcess> running() {
        return List.copyOf(running.values());
    }

    /** Starts the nodes that do not run, all at once, and waits until each has started; they have not joined by then. */
    void startAll() {
        startAll(number -> number);
    }

    /** As {@link #startAll()}, each node on the host of the number that its own is mapped to. */
    void startAll(IntUnaryOperator host) {
        List<NodeProcess> launched = logs.keySet().stream()
                .filter(number -> !running.containsKey(number))
                .map(number -> launch(number, network.host(host.applyAsInt(number))))
                .toList();
        launched.forEach(NodeProcess::awaitStarted);
    }

    private NodeProcess launch(int number, Network.Host host) {
        NodeId name = name(number);
        NodeProcess node = NodeProcess.start(name, host, data.resolve(name.name()), log(number), pace, contacts);
        running.put(number, node);
        return node;
    }

    /** Kills nodes, all at once. */
    void kill(List<Integer> numbers) {
        List<NodeProcess> victims = numbers.stream().map(this::node).toList();
        victims.forEach(NodeProcess::close);
        victims.forEach(NodeProcess::kill); // which waits for their ends
        running.keySet().removeAll(numbers);
    }

    /** Lets all frozen nodes go on. */
    void thawAll() {
        running.values().stream().filter(NodeProcess::isFrozen).forEach(NodeProcess::thaw);
    }

    /** What the nodes that run and are not frozen think of each other. */
    Overlay overlay() {
        Map<NodeId, Neighbours> nodes = new HashMap<>();
        awake().forEach(node -> nodes.put(node.name(), node.neighbours()));
        return new Overlay(nodes, pace.membership().activeSize());
    }

    /** Where the rosters of the nodes that run and are not frozen differ from the truth; empty if all are right. */
    List<String> rosterFaults() {
        Map<NodeId, String> truth = new TreeMap<>();
        logs.keySet().forEach(number -> truth.put(name(number), running.containsKey(number) ? "alive" : "dead"));
        List<String> faults = new ArrayList<>();
        for (NodeProcess node : awake()) {
            Map<NodeId, String> members = node.members();
            if (!members.equals(truth)) {
                faults.add(node.name() + " believes " + members);
            }
        }
        return faults;
    }

    /** Waits until every roster is right; milliseconds until then. */
    long awaitRosters() {
        return awaitNone(overlay -> rosterFaults());
    }

    /** Each node broadcasts once; waits until every subscriber of every node has got each broadcast exactly once. */
    void everyoneHearsEveryoneOnce() {
        List<String> texts = new ArrayList<>();
        for (NodeProcess node : awake()) {
            String text = node.name() + "-" + broadcasts++;
            texts.add(text);
            node.publish(text);
        }
        awaitNone(overlay -> hearingFaults(texts, heard -> heard < 1));
        staysWithout(overlay -> hearingFaults(texts, heard -> heard != 1), MOMENT.dividedBy(5));
    }

    private List<String> hearingFaults(List<String> texts, IntPredicate wrong) {
        List<String> faults = new ArrayList<>();
        for (NodeProcess node : awake()) {
            for (String text : texts) {
                List<Integer> heard = node.heard(text);
                if (heard.stream().anyMatch(wrong::test)) {
                    faults.add(node.name() + " heard " + text + " " + heard + " times");
                }
            }
        }
        return faults;
    }

    /** The nodes that run and are not frozen. */
    List<NodeProcess> awake() {
        return running.values().stream().filter(node -> !node.isFrozen()).toList();
    }

    /** Waits until nothing is wrong with the overlay; milliseconds until then. */
    long awaitNone(Function<Overlay, List<String>> faults) {
        long begin = System.nanoTime();
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .untilAsserted(() -> assertThat(faults.apply(overlay())).isEmpty());
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    /**
     * Fails if something is wrong with the overlay, and still is a moment later, within the duration. Edges of a cluster
     * that is larger than a view change all the time, and the nodes are asked one after the other.
     */
    void noFaultLasts(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            List<String> lasting = overlay().faults();
            await().atMost(MOMENT).pollDelay(Duration.ZERO).pollInterval(POLL).untilAsserted(() -> {
                lasting.retainAll(overlay().faults());
                assertThat(lasting).isEmpty();
            });
        }
    }

    /** Fails if at some time within the duration something is wrong with the overlay. */
    void staysWithout(Function<Overlay, List<String>> faults, Duration duration) {
        await().during(duration)
                .atMost(duration.plus(PATIENCE))
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .failFast(() -> assertThat(faults.apply(overlay())).isEmpty())
                .until(() -> true);
    }

    /** Passes over what is in the logs so far. */
    void markLogs() {
        logs.values().forEach(NodeLog::mark);
    }

    /** Fails if a node logged anything since the mark that is above informative and not explained. */
    void assertLogsExplained(List<Explained> explained) {
        Map<NodeId, List<String>> unexplained = new TreeMap<>();
        logs.forEach((number, log) -> {
            List<String> lines = log.unexplained(explained);
            if (!lines.isEmpty()) {
                unexplained.put(name(number), lines);
            }
        });
        assertThat(unexplained).isEmpty();
    }

    private NodeLog log(int number) {
        NodeLog log = logs.get(number);
        if (log == null) {
            throw new IllegalArgumentException("no node " + number);
        }
        return log;
    }

    /** Kills all nodes and removes the network. */
    @Override
    public void close() {
        running.values().forEach(NodeProcess::close);
        network.close();
    }
}
