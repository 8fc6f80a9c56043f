package io.barrel.p2p.test;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Whole nodes that form a cluster, for tests, and what may go wrong between them. {@link #inMemory(int)} runs them under
 * virtual time on the thread of the test, {@link #quic(int)} over real QUIC on loopback.
 *
 * <p>Nodes are named {@code n1@test}, {@code n2@test} and so on, keep their data in a temporary directory, and are started
 * when this is made; {@link #awaitConnected} waits until they have found each other. {@link #close} stops them and deletes
 * what they wrote. Every in-memory cluster is confined to the thread that made it; the fault methods of both are for one
 * thread at a time.
 */
public abstract sealed class TestCluster implements AutoCloseable permits InMemoryCluster, QuicCluster {

    /** The secret of a cluster that is not given another; an application that is to join needs the same. */
    public static final String COOKIE = "test-cluster";

    /** How long {@link #awaitConnected} waits on the cluster's clock. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int CONTACTS = 3;

    private final ClusterBuilder built;
    private final TestDirectories directories = TestDirectories.create();
    private final EventLog log = new EventLog(this::now);
    private final List<TestNode> nodes = new ArrayList<>();
    private final List<String> contacts = new ArrayList<>();
    private final Faults faults = new Faults(this);
    private int named;

    TestCluster(ClusterBuilder built) {
        this.built = built;
    }

    /** A cluster of that many nodes under virtual time, with the seed of {@link ClusterBuilder#seed}. */
    public static InMemoryCluster inMemory(int nodes) {
        return builder(nodes).inMemory();
    }

    /** A cluster of that many nodes over QUIC on loopback. */
    public static QuicCluster quic(int nodes) {
        return builder(nodes).quic();
    }

    /** A cluster of that many nodes, 1 to 1,000, about which there is more to say. */
    public static ClusterBuilder builder(int nodes) {
        return new ClusterBuilder(nodes);
    }

    /** Starts the first nodes; to be called once, when the subclass is complete. */
    final void begin() {
        try {
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < built.nodes(); i++) {
                Place place = newPlace();
                places.add(place);
                if (i < CONTACTS) {
                    contacts.add(place.address().toString());
                }
            }
            for (Place place : places) {
                nodes.add(node(place));
            }
            nodes.forEach(this::start);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    abstract Place newPlace();

    /** Time since this was made. */
    abstract Duration now();

    abstract void cut(Place from, Place to);

    abstract void mend();

    abstract void lose(double share);

    abstract void closeGround();

    private TestNode node(Place place) {
        int index = named++;
        NodeId name = NodeId.of("n" + (index + 1) + "@test");
        BarrelP2pConfig.Builder config = BarrelP2pConfig.builder()
                .nodeName(name)
                .dataDir(directories.of(name))
                .contactNodes(contacts);
        built.configure(config, index);
        place.configure(config);
        return new TestNode(name, BarrelP2p.create(config.build(), place.runtime()), place, log);
    }

    private void start(TestNode node) {
        node.p2p().start();
        node.state(TestNode.State.RUNNING);
    }

    /** The seed of everything that is random here. */
    public long seed() {
        return built.seed();
    }

    /** The nodes, in the order of their names. */
    public List<TestNode> nodes() {
        return List.copyOf(nodes);
    }

    /** The node of that index; {@code n1@test} has index 0. */
    public TestNode node(int index) {
        return nodes.get(index);
    }

    /** Nodes to join through, as {@code contact-nodes} takes them. */
    public List<String> contacts() {
        return List.copyOf(contacts);
    }

    /** What the nodes published so far, in the order in which it happened; of more than 100,000 events the last. */
    public List<ClusterEvent> events() {
        return log.all();
    }

    /** Starts a further node. */
    public TestNode add() {
        TestNode node = node(newPlace());
        nodes.add(node);
        start(node);
        return node;
    }

    /**
     * Lets time pass until something holds; virtual time in memory, real time over QUIC.
     *
     * @throws AssertionError if it does not hold in time; says how the nodes stand and which seed it was
     */
    public final void await(BooleanSupplier condition, Duration atMost) {
        if (!waitFor(condition, atMost)) {
            throw new AssertionError("It did not come true within " + atMost + ". The nodes: " + nodes
                    + "; run it again with -D" + ClusterBuilder.SEED_PROPERTY + "=" + seed());
        }
    }

    abstract boolean waitFor(BooleanSupplier condition, Duration atMost);

    /** Waits until {@link #isConnected}, for at most a minute on the cluster's clock. */
    public final void awaitConnected() {
        await(paced(this::isConnected), PATIENCE);
    }

    /** Asks every 50 ms of the cluster's time only: it is a question to all nodes. */
    private BooleanSupplier paced(BooleanSupplier condition) {
        Duration[] next = {now()};
        return () -> {
            if (now().compareTo(next[0]) < 0) {
                return false;
            }
            next[0] = now().plusMillis(50);
            return condition.getAsBoolean();
        };
    }

    /**
     * Whether the running nodes are one overlay: every active edge is known at both ends, and all are reached by them. What an
     * application outside knows cannot be asked: its edges are those that the nodes have to it.
     */
    public final boolean isConnected() {
        Map<NodeId, Set<NodeId>> edges = new HashMap<>();
        Set<NodeId> inside = new HashSet<>();
        for (TestNode node : nodes) {
            inside.add(node.name());
            if (node.runs()) {
                edges.put(node.name(), node.activePeers());
            }
        }
        for (Map.Entry<NodeId, Set<NodeId>> node : List.copyOf(edges.entrySet())) {
            node.getValue().stream()
                    .filter(peer -> !inside.contains(peer))
                    .forEach(peer ->
                            edges.computeIfAbsent(peer, name -> new HashSet<>()).add(node.getKey()));
        }
        return edges.isEmpty() || (isMutual(edges) && reached(edges).size() == edges.size());
    }

    private static boolean isMutual(Map<NodeId, Set<NodeId>> edges) {
        return edges.entrySet().stream()
                .allMatch(node -> node.getValue().stream()
                        .allMatch(peer -> edges.getOrDefault(peer, Set.of()).contains(node.getKey())));
    }

    private static Set<NodeId> reached(Map<NodeId, Set<NodeId>> edges) {
        Deque<NodeId> open = new ArrayDeque<>();
        open.add(edges.keySet().iterator().next());
        Set<NodeId> seen = new LinkedHashSet<>(open);
        for (NodeId node = open.poll(); node != null; node = open.poll()) {
            edges.getOrDefault(node, Set.of()).stream().filter(seen::add).forEach(open::add);
        }
        return seen;
    }

    /** Cuts those nodes off from all others, both ways; among themselves they still hear each other. */
    public void partition(TestNode... side) {
        partition(Arrays.asList(side));
    }

    /** As {@link #partition(TestNode...)}. */
    public void partition(Collection<TestNode> side) {
        faults.partition(side);
    }

    /** Cuts one direction: what the first node sends does not reach the second. */
    public void cut(TestNode from, TestNode to) {
        cut(from.place(), to.place());
    }

    /** Loses a share of all packets, 0 to 1, in both directions. */
    public void loss(double share) {
        lose(share);
    }

    /** Mends partitions and cuts and ends the loss. Paused and dead nodes stay so. */
    public void heal() {
        mend();
    }

    /** Stops the threads of a running node where they are, as SIGSTOP does. */
    public void pause(TestNode node) {
        faults.pause(node);
    }

    /** Lets a paused node go on. */
    public void resume(TestNode node) {
        faults.resume(node);
    }

    /** Ends a node without a word to the others, as {@code kill -9} does. An application outside may be told by its transport. */
    public void crash(TestNode node) {
        faults.crash(node);
    }

    /** Stops a node in order; a paused one goes on first. */
    public void stop(TestNode node) {
        faults.stop(node);
    }

    /** Starts a stopped or crashed node again, with the same keys and pins; stops it first if it runs. */
    public void restart(TestNode node) {
        faults.stop(node);
        node.place().revive();
        start(node);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " with seed " + seed() + " of " + nodes;
    }

    /** Stops all nodes and deletes their data. */
    @Override
    public void close() {
        try {
            heal();
            nodes.forEach(faults::stop);
        } finally {
            closeGround();
            directories.close();
        }
    }
}
