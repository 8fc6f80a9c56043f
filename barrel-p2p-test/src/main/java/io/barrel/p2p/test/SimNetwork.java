package io.barrel.p2p.test;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.membership.HyParView;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.membership.MembershipInput.Loss;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.node.NodeMachine;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.node.NodeOutput;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, links and virtual time. Events happen one after the other, by time and then by order of entry; all that is
 * random comes from one seed, so a run can be had again. One thread.
 */
final class SimNetwork {

    /** When virtual time begins: any moment will do, and a fixed one keeps runs the same. */
    private static final long EPOCH = 1_767_225_600_000L;

    private final SplittableRandom random;
    private final EventQueue queue = new EventQueue();
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<NodeId, SimNode> byId = new HashMap<>();
    private final RunDigest digest = new RunDigest();
    private List<SimNode> contacts = List.of();
    private Consumer<SimNode> observer = node -> {};
    private final SimTraffic traffic = new SimTraffic();
    private final SimPaths paths;
    private final SimLinks links;
    private final SimOutputs outputs;
    private final SimMachines machines;
    private long now;
    private long handled;
    private int round;

    /** Nodes of HyParView alone if there are no settings for the other protocols. */
    SimNetwork(int size, long seed, HyParViewConfig config, SimTimes times, @Nullable SimSettings settings) {
        this.random = new SplittableRandom(seed);
        this.paths = new SimPaths(size, seed, times, random);
        this.links = new SimLinks(this, paths, times);
        this.outputs = new SimOutputs(this, links);
        this.machines = new SimMachines(this, outputs, config, settings);
        for (int i = 0; i < size; i++) {
            Peer peer = new Peer(NodeId.of("n" + i + "@sim"), new PeerAddress("sim", 1 + i % 65_535));
            SimNode node = new SimNode(i, peer, random.split());
            nodes.add(node);
            byId.put(peer.node(), node);
        }
    }

    /** Whom a node that seeks a contact tries, itself excluded, in random order. */
    void contacts(List<SimNode> choice) {
        contacts = List.copyOf(choice);
    }

    List<SimNode> contactsOf(SimNode node) {
        List<SimNode> others = new ArrayList<>(contacts);
        others.remove(node);
        Collections.shuffle(others, new Random(random.nextLong()));
        return others;
    }

    /** Called after each input of a node. */
    void observe(Consumer<SimNode> afterInput) {
        observer = afterInput;
    }

    /** Called for the events, deliveries and refusals of nodes simulated whole. */
    void listen(BiConsumer<SimNode, NodeOutput> listener) {
        outputs.listen(listener);
    }

    /** What nodes sent. */
    SimTraffic traffic() {
        return traffic;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    SimNode node(int index) {
        return nodes.get(index);
    }

    SplittableRandom random() {
        return random;
    }

    long now() {
        return now;
    }

    long digest() {
        return digest.value();
    }

    /** Inputs handled by all nodes. */
    long handled() {
        return handled;
    }

    int downs(DownReason reason) {
        return outputs.downs(reason);
    }

    /** Lets time pass. */
    void run(long millis) {
        long end = now + millis;
        while (!queue.isEmpty() && queue.nextTime() <= end) {
            now = queue.nextTime();
            queue.take().run();
        }
        now = end;
    }

    void after(long millis, Runnable event) {
        queue.add(now + millis, event);
    }

    void at(long time, Runnable event) {
        queue.add(time, event);
    }

    @Nullable
    SimNode find(NodeId id) {
        return byId.get(id);
    }

    SimPaths paths() {
        return paths;
    }

    /** Starts all nodes, these first, and lets as much time pass as that takes. */
    void startAll(List<SimNode> firsts, long apart) {
        List<SimNode> order = new ArrayList<>(new LinkedHashSet<>(firsts));
        nodes.stream().filter(node -> !firsts.contains(node)).forEach(order::add);
        long delay = 0;
        for (SimNode node : order) {
            after(delay, () -> start(node));
            delay += apart;
        }
        run(delay);
    }

    /** Starts a node, as a new incarnation that remembers nothing unless it is up; one that left takes part again. */
    void start(SimNode node) {
        boot(node);
        reach(node, () -> input(node, new MembershipInput.Start()));
    }

    /** The same without looking for contacts or taking part before it is told to join. */
    void boot(SimNode node) {
        if (!node.isUp()) {
            machines.boot(node);
        }
    }

    /** The time of day, in milliseconds since 1970. */
    long wall() {
        return EPOCH + now;
    }

    /** A node dies without a word. */
    void crash(SimNode node) {
        List<SimLink> ends = node.links();
        node.die();
        ends.forEach(links::lose);
    }

    /** A node leaves, and half a second later its process ends in order. */
    void stop(SimNode node) {
        leave(node);
        int incarnation = node.incarnation();
        after(
                500,
                () -> reach(node, () -> {
                    if (node.isUp(incarnation)) {
                        List<SimLink> ends = node.links();
                        node.die();
                        ends.forEach(link -> links.close(link, link.other(node), Loss.PEER_STOPPED));
                    }
                }));
    }

    void leave(SimNode node) {
        reach(node, () -> input(node, new MembershipInput.Leave()));
    }

    /** Puts nodes on an island, from which only those of the same number are reached. */
    void island(List<SimNode> island, int number) {
        island.forEach(node -> paths.island(node, number));
        loseUnreachable(island);
    }

    /** From some nodes to others so much is lost; with all of it lost, links between them end. */
    void loss(List<SimNode> from, List<SimNode> to, double probability) {
        paths.loss(from, to, probability);
        loseUnreachable(from);
    }

    private void loseUnreachable(List<SimNode> among) {
        for (SimNode node : among) {
            for (SimLink link : node.links()) {
                SimNode other = link.other(node);
                boolean there = paths.carries(node, other);
                boolean back = paths.carries(other, node);
                if (!there && !back) {
                    links.lose(link);
                } else if (!there && !link.isMute(node)) {
                    links.mute(link, node);
                }
            }
        }
    }

    void heal() {
        paths.heal();
    }

    /** A node is stopped (SIGSTOP): it does nothing, and what arrives waits. Its peers notice in their time. */
    void pause(SimNode node) {
        if (node.answers()) {
            node.inbox().pause();
            node.links().forEach(link -> links.watchSilence(link, node));
        }
    }

    /** It goes on (SIGCONT): handles what waits, then learns which of its links its peers gave up. */
    void resume(SimNode node) {
        if (!node.isUp() || !node.inbox().isPaused()) {
            return;
        }
        node.inbox().resume();
        for (SimLink link : node.links()) {
            if (link.isCut()) {
                node.inbox().add(() -> links.notice(link, node, Loss.FAILED));
            } else if (link.other(node).inbox().isPaused()) {
                links.watchSilence(link, link.other(node));
            }
        }
        drain(node);
    }

    /** Each input takes the node so long from now on; what arrives meanwhile waits. */
    void slow(SimNode node, int millis) {
        node.inbox().slowness(millis);
    }

    void replaceLinks(double probability) {
        links.replaceSome(nodes, probability);
    }

    /** Something reaches a node: it happens now, or when the node comes to it. */
    void reach(SimNode node, Runnable event) {
        if (node.inbox().isFree(now)) {
            event.run();
        } else {
            node.inbox().add(event);
            comeBack(node);
        }
    }

    private void comeBack(SimNode node) {
        if (node.inbox().startsDraining()) {
            queue.add(Math.max(now, node.inbox().busyUntil()), () -> drain(node));
        }
    }

    private void drain(SimNode node) {
        node.inbox().drain(now);
        comeBack(node);
    }

    void input(SimNode node, MembershipInput input) {
        HyParView machine = node.machine();
        if (node.whole() != null) {
            input(node, new NodeInput.OfMembership(input));
        } else if (machine != null) {
            handling(node);
            digest.add(now, node.index(), input);
            machine.handle(input, now);
            observer.accept(node);
        }
    }

    /** Only for nodes simulated whole; does nothing for others, and for one that is down. */
    void input(SimNode node, NodeInput input) {
        NodeMachine machine = node.whole();
        if (machine != null) {
            handling(node);
            digest.add(now, node.index(), input);
            machine.handle(input, now);
            observer.accept(node);
        }
    }

    private void handling(SimNode node) {
        node.inbox().handling(now);
        handled++;
    }

    /** How many hops the broadcast came that is being handled. */
    int hops() {
        return round + 1;
    }

    void received(SimNode node, SimNode from, NodeMessage message) {
        if (message instanceof NodeMessage.OfGossip of && of.frame().message() instanceof GossipMessage.Push push) {
            round = push.round();
        }
        if (node.whole() != null) {
            input(node, new NodeInput.Received(from.peer(), message));
        } else if (message instanceof NodeMessage.OfMembership of) {
            input(node, new MembershipInput.Received(from.peer(), of.message()));
        }
    }

    void linked(SimNode node, SimNode to) {
        input(node, new NodeInput.Linked(to.id(), to.stamp(), false));
        input(node, new MembershipInput.LinkUp(to.peer()));
    }

    void relinked(SimNode node, SimNode to) {
        input(node, new NodeInput.Linked(to.id(), to.stamp(), true));
    }

    void restarted(SimNode node, SimNode to) {
        if (node.whole() != null) {
            input(node, new NodeInput.Restarted(to.id()));
        } else {
            input(node, new MembershipInput.LinkLost(to.id(), Loss.FAILED));
        }
    }

    void probed(SimNode node, NodeId peer, boolean reached) {
        input(node, new NodeInput.ProbeEnded(peer, reached));
    }

    /** Joins through one contact, as an application asks for. */
    void join(SimNode node, SimNode contact) {
        links.seek(node, List.of(contact), 0);
    }

    long between(int min, int max) {
        return random.nextInt(min, max);
    }
}
