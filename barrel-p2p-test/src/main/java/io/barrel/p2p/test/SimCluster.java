package io.barrel.p2p.test;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.membership.HyParView;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.ViewState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of simulated nodes whose life reads like a sentence:
 *
 * <pre>{@code
 * SimCluster cluster = SimCluster.of(1_000).seed(7).joinedThrough(first()).settle(Duration.ofSeconds(60));
 * cluster.crash(half()).settle(Duration.ofSeconds(60));
 * assertThat(cluster.connected()).isTrue();
 * }</pre>
 *
 * <p>Each node is the real membership machine; links, time and chance are simulated, and a second run with the same seed
 * and the same calls is the same to the last message ({@link #digest}). Not safe for use by several threads.
 */
public final class SimCluster {

    private final int size;
    private long seed;
    private HyParViewConfig config = HyParViewConfig.DEFAULT;
    private SimTimes times = SimTimes.DEFAULT;
    private boolean checking;
    private @Nullable SimSettings settings;
    private final List<Consumer<SimPaths>> ways = new ArrayList<>();
    private @Nullable SimNetwork network;

    private SimCluster(int size) {
        this.size = size;
    }

    /**
     * A cluster whose nodes are not started yet.
     *
     * @param size how many nodes, at least 1
     */
    public static SimCluster of(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a cluster has at least one node, not " + size);
        }
        return new SimCluster(size);
    }

    /** Chooses the run; 0 unless said otherwise. To be called before the first node starts, like all settings. */
    public SimCluster seed(long newSeed) {
        requireNotStarted();
        seed = newSeed;
        return this;
    }

    /** The parameters of all nodes. */
    public SimCluster config(HyParViewConfig newConfig) {
        requireNotStarted();
        config = newConfig;
        return this;
    }

    /** Simulates whole nodes, gossip and roster included, not HyParView alone. */
    public SimCluster whole(SimSettings newSettings) {
        requireNotStarted();
        settings = newSettings;
        return this;
    }

    /** The protocols above HyParView. */
    public SimProtocols protocols() {
        return new SimProtocols(network());
    }

    /** How long things take. */
    public SimCluster times(SimTimes newTimes) {
        requireNotStarted();
        times = newTimes;
        return this;
    }

    /** How far the nodes are from each other; anew for each message, between the bounds of the times, unless said otherwise. */
    public SimCluster latency(Latency latency) {
        return ways(paths -> paths.latency(latency));
    }

    /**
     * How often a packet is lost on any way, from now on. QUIC sends it again: a message arrives later, and so does
     * whatever follows it over that link; after too many repetitions the link is lost.
     *
     * @param probability from 0 to 1, 1 excluded
     */
    public SimCluster loss(double probability) {
        return ways(paths -> paths.loss(probability));
    }

    /** How often a message arrives twice, from now on; QUIC never does that. */
    public SimCluster duplication(double probability) {
        return ways(paths -> paths.duplication(probability));
    }

    /** How often a message does not keep its place among those sent before and after it, from now on; nor does it that. */
    public SimCluster reordering(double probability) {
        return ways(paths -> paths.reordering(probability));
    }

    private SimCluster ways(Consumer<SimPaths> change) {
        if (network == null) {
            ways.add(change);
        } else {
            change.accept(network.paths());
        }
        return this;
    }

    /** Checks every node's invariants after each of its inputs; a breach throws. For small clusters. */
    public SimCluster checking() {
        requireNotStarted();
        checking = true;
        return this;
    }

    private void requireNotStarted() {
        if (network != null) {
            throw new IllegalStateException("settings come before the first start");
        }
    }

    /** Starts all nodes, the contacts first and the others one every 10 ms, each seeking the contacts in random order. */
    public SimCluster joinedThrough(NodeChoice contacts) {
        return joinedThrough(contacts, Duration.ofMillis(10));
    }

    /** The same, one every so often; when the last has started, as much time has passed again. */
    public SimCluster joinedThrough(NodeChoice contacts, Duration apart) {
        contactsAre(contacts);
        network().startAll(nodes(contacts), apart.toMillis());
        return this;
    }

    /** Starts all nodes at the same moment, each seeking the contacts in random order. */
    public SimCluster startedAtOnceThrough(NodeChoice contacts) {
        return joinedThrough(contacts, Duration.ZERO);
    }

    /** From now on a node that seeks a contact tries these, itself excluded, in random order. */
    public SimCluster contactsAre(NodeChoice contacts) {
        network().contacts(nodes(contacts));
        return this;
    }

    /** Lets virtual time pass. */
    public SimCluster settle(Duration time) {
        network().run(time.toMillis());
        return this;
    }

    /** These nodes start; those that are up already stay as they are, but seek a contact, even if they had left. */
    public SimCluster start(NodeChoice choice) {
        return each(choice, node -> network().start(node));
    }

    /** The same, with nobody to seek until they are told to join. */
    public SimCluster boot(NodeChoice choice) {
        return each(choice, node -> network().boot(node));
    }

    /** These nodes die at the same moment, without a word. */
    public SimCluster crash(NodeChoice choice) {
        return each(choice, node -> network().crash(node));
    }

    /** These nodes leave the overlay and stay up. */
    public SimCluster leave(NodeChoice choice) {
        return each(choice, node -> network().leave(node));
    }

    /** These nodes leave the overlay and end in order. */
    public SimCluster stop(NodeChoice choice) {
        return each(choice, node -> network().stop(node));
    }

    /** A node joins through a contact, as an application asks for. */
    public SimCluster join(int node, int contact) {
        network().join(network().node(node), network().node(contact));
        return this;
    }

    /** These nodes can reach each other only, and the others only the others. */
    public SimCluster partition(NodeChoice choice) {
        return islands(choice);
    }

    /** Each of these groups can reach its own nodes only, and so can the nodes of none. */
    public SimCluster islands(NodeChoice... groups) {
        for (int i = 0; i < groups.length; i++) {
            network().island(nodes(groups[i]), i + 1);
        }
        return this;
    }

    /**
     * How often a packet from some nodes to others is lost, whatever happens to the others.
     *
     * @param probability from 0 to 1; with 1 nothing arrives, and links between them end, also where the way back is free
     */
    public SimCluster loss(NodeChoice from, NodeChoice to, double probability) {
        network().loss(nodes(from), nodes(to), probability);
        return this;
    }

    /** Everybody can reach everybody again, with no more than the general loss. */
    public SimCluster heal() {
        network().heal();
        return this;
    }

    /** These nodes are stopped as by SIGSTOP: they do nothing, and what reaches them waits. */
    public SimCluster pause(NodeChoice choice) {
        return each(choice, node -> network().pause(node));
    }

    /** They go on, and come to what waits. */
    public SimCluster resume(NodeChoice choice) {
        return each(choice, node -> network().resume(node));
    }

    /** Each thing that happens takes these nodes so long from now on, one after the other. */
    public SimCluster slow(NodeChoice choice, Duration each) {
        return each(choice, node -> network().slow(node, Math.toIntExact(each.toMillis())));
    }

    /** Each link is replaced with this probability: what is on its way is lost, and neither end is told. */
    public SimCluster replaceLinks(double probability) {
        network().replaceLinks(probability);
        return this;
    }

    private SimCluster each(NodeChoice choice, Consumer<SimNode> action) {
        nodes(choice).forEach(action);
        return this;
    }

    private List<SimNode> nodes(NodeChoice choice) {
        return choice.of(this).stream().map(index -> network().node(index)).toList();
    }

    /** How many nodes there are, up or not. */
    public int size() {
        return size;
    }

    /** Whether a node is up. */
    public boolean isUp(int index) {
        return network().node(index).isUp();
    }

    /** Whether a node is up and left on request. */
    public boolean hasLeft(int index) {
        HyParView machine = network().node(index).machine();
        return machine != null && machine.left();
    }

    /** The nodes that are up. */
    public List<Integer> up() {
        List<Integer> up = new ArrayList<>();
        for (SimNode node : network().nodes()) {
            if (node.isUp()) {
                up.add(node.index());
            }
        }
        return up;
    }

    List<Integer> anyUp(int count) {
        List<Integer> up = up();
        Collections.shuffle(up, new Random(network().random().nextLong()));
        return List.copyOf(up.subList(0, Math.min(count, up.size())));
    }

    /** Whether all nodes that are up and did not leave reach each other over edges that both sides have. */
    public boolean connected() {
        return components().size() <= 1;
    }

    /** The overlay as it is now: nodes that are up and did not leave, and their active views. */
    public OverlayGraph overlay() {
        return check().graph();
    }

    /** The time there and back between two nodes, in milliseconds; the same throughout a run. */
    public double rtt(int one, int other) {
        return network().paths().rtt(one, other);
    }

    /** The part of the world a node is in, as its {@link Latency} says. */
    public int zone(int index) {
        return network().paths().zone(index);
    }

    /** The sizes of the islands of the overlay, largest first; one of them if it is connected. */
    public List<Integer> components() {
        return overlay().components();
    }

    /** Whether every edge is known to both sides and leads to a node that is up. */
    public boolean symmetric() {
        return oneWayEdges().isEmpty();
    }

    /** Edges that one side alone has, as {@code a -> b}. */
    public List<String> oneWayEdges() {
        return check().oneWayEdges();
    }

    /**
     * Edges that one side alone has and still has a second later: not merely an answer on its way. Lets that second pass.
     */
    public List<String> lastingOneWayEdges() {
        List<String> before = oneWayEdges();
        if (before.isEmpty()) {
            return before;
        }
        settle(Duration.ofSeconds(1));
        before.retainAll(oneWayEdges());
        return before;
    }

    /** The sizes of the active views of the nodes that are up and did not leave. */
    public IntSummaryStatistics activeSizes() {
        return check().sizes(HyParView::activeCount);
    }

    /** The sizes of their passive views. */
    public IntSummaryStatistics passiveSizes() {
        return check().sizes(HyParView::passiveCount);
    }

    /** The views of a node that is up. */
    public ViewState views(int index) {
        HyParView machine = network().node(index).machine();
        if (machine == null) {
            throw new IllegalStateException("node " + index + " is not up");
        }
        return machine.views();
    }

    /** Whether a node is up and has another in its active view. */
    public boolean hasActive(int index, int peer) {
        return network().node(index).hasActive(network().node(peer).id());
    }

    /** How many {@code PeerDown} events of this reason all nodes published. */
    public int downs(DownReason reason) {
        return network().downs(reason);
    }

    /** A number that stands for every input of every node in its order: equal runs have equal digests. */
    public long digest() {
        return network().digest();
    }

    /** Virtual milliseconds since the cluster was made. */
    public long now() {
        return network().now();
    }

    /** Inputs handled by all nodes. */
    public long handled() {
        return network().handled();
    }

    /** One line that tells where a run stands, for a failed test. */
    public String summary() {
        return "seed " + seed + ", " + up().size() + " of " + size + " up at "
                + network().now() + " ms, islands "
                + components() + ", one-way " + oneWayEdges() + ", active " + activeSizes() + ", passive "
                + passiveSizes();
    }

    private OverlayCheck check() {
        return new OverlayCheck(network(), config);
    }

    private SimNetwork network() {
        if (network == null) {
            SimNetwork running = new SimNetwork(size, seed, config, times, settings);
            network = running;
            ways.forEach(change -> change.accept(running.paths()));
            if (checking) {
                running.observe(check()::invariants);
            }
            return running;
        }
        return network;
    }
}
