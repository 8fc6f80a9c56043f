package io.barrel.p2p.gossip;

import io.barrel.p2p.gossip.GossipMessage.Push;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * Machines on a random connected graph, whose messages arrive in a random order, but in order on each link. Links fail and
 * come back, and what was on them is lost.
 */
final class GossipPump {

    private final SplittableRandom random;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private double congestion;
    private long now;
    private int pushes;

    /** Two machines that are neighbours, or were and will be. */
    private static final class Edge {

        private final Link there;
        private final Link back;
        private boolean up;

        Edge(Link there, Link back) {
            this.there = there;
            this.back = back;
        }

        private void lose() {
            there.inFlight.clear();
            back.inFlight.clear();
        }
    }

    /** One direction: what is on its way to one machine from another. */
    private record Link(Node from, Node to, Queue<GossipInput> inFlight) {}

    /** A machine, what it is called, what it delivered, and its timers. */
    private final class Node {

        private final NodeId id;
        private final Map<String, Integer> delivered = new LinkedHashMap<>();
        private final Map<GossipTimer, Long> timers = new LinkedHashMap<>();
        private final Map<NodeId, Link> out = new HashMap<>();
        private final Plumtree plumtree;

        Node(int number) {
            id = GossipMachine.node("n" + number);
            plumtree = new Plumtree(
                    id, GossipConfig.DEFAULT, random.split(), peer -> random.nextDouble() < congestion, this::on);
        }

        private void on(GossipOutput output) {
            if (output instanceof GossipOutput.Send send) {
                send(send);
            } else if (output instanceof GossipOutput.Schedule schedule) {
                timers.put(schedule.timer(), now + schedule.delayMillis());
            } else if (output instanceof GossipOutput.Cancel cancel) {
                timers.remove(cancel.timer());
            } else if (output instanceof GossipOutput.Deliver deliver) {
                delivered.merge(GossipMachine.text(deliver.broadcast().payload()), 1, Integer::sum);
            }
        }

        private void send(GossipOutput.Send send) {
            Link link = out.get(send.to());
            if (link != null) {
                pushes += send.message() instanceof Push ? 1 : 0;
                link.inFlight.add(new GossipInput.Received(id, send.message()));
            }
        }
    }

    GossipPump(int size, long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < size; i++) {
            nodes.add(new Node(i));
        }
        for (int i = 1; i < size; i++) {
            connect(nodes.get(random.nextInt(i)), nodes.get(i));
        }
        for (int i = 0; i < size; i++) {
            connect(any(nodes), any(nodes));
        }
        edges.forEach(this::raise);
    }

    private void connect(Node a, Node b) {
        boolean known = edges.stream()
                .anyMatch(edge ->
                        (edge.there.from == a && edge.there.to == b) || (edge.there.from == b && edge.there.to == a));
        if (a != b && !known) {
            Edge edge = new Edge(new Link(a, b, new ArrayDeque<>()), new Link(b, a, new ArrayDeque<>()));
            edges.add(edge);
            links.add(edge.there);
            links.add(edge.back);
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Both ends learn of a new edge, each at its time but before what the other sends. */
    private void raise(Edge edge) {
        edge.up = true;
        for (Link link : List.of(edge.there, edge.back)) {
            link.from.out.put(link.to.id, link);
            link.inFlight.add(new GossipInput.NeighborUp(link.from.id));
        }
    }

    private void lower(Edge edge) {
        edge.up = false;
        edge.lose();
        for (Link link : List.of(edge.there, edge.back)) {
            link.from.out.remove(link.to.id);
            link.to.plumtree.handle(new GossipInput.NeighborDown(link.from.id), now);
        }
    }

    private void replace(Edge edge) {
        boolean known = edge.there.inFlight.stream().noneMatch(GossipInput.NeighborUp.class::isInstance)
                && edge.back.inFlight.stream().noneMatch(GossipInput.NeighborUp.class::isInstance);
        if (edge.up && known) {
            edge.lose();
            for (Link link : List.of(edge.there, edge.back)) {
                link.inFlight.add(new GossipInput.LinkReplaced(link.from.id));
            }
        }
    }

    /** Lets chance choose what happens, but for less time than announcements are repeated for. */
    void storm(int steps, int broadcasts) {
        congestion = 0.2;
        long end = now + Plumtree.REPEATED_MILLIS - 1_000;
        for (int i = 0; i < steps; i++) {
            int chance = random.nextInt(100);
            if (chance < 70) {
                deliverOne();
            } else if (chance < 90) {
                fireNext(end);
            } else if (chance < 94) {
                replace(any(edges));
            } else {
                Edge edge = any(edges);
                if (edge.up) {
                    lower(edge);
                } else {
                    raise(edge);
                }
            }
            if (i * broadcasts / steps != (i + 1) * broadcasts / steps) {
                publish(random.nextInt(nodes.size()), "storm " + i);
            }
        }
        edges.stream().filter(edge -> !edge.up).forEach(this::raise);
        congestion = 0;
        settle();
    }

    void publish(int node, String text) {
        nodes.get(node).plumtree.handle(new GossipInput.Publish("topic", GossipMachine.bytes(text)), now);
    }

    /** Everything arrives and, when nothing is in flight, timers fire; for a while. */
    void settle() {
        long end = now + 9_000;
        boolean more = true;
        while (more) {
            more = deliverOne() || fireNext(end);
        }
        now = end;
    }

    /** Part of what is on its way arrives, and no time passes. */
    void deliverSome() {
        for (int i = random.nextInt(2 * nodes.size()); i > 0; i--) {
            deliverOne();
        }
    }

    private boolean deliverOne() {
        List<Link> busy =
                links.stream().filter(link -> !link.inFlight.isEmpty()).toList();
        if (busy.isEmpty()) {
            return false;
        }
        Link link = any(busy);
        link.to.plumtree.handle(link.inFlight.remove(), now);
        return true;
    }

    private boolean fireNext(long until) {
        Optional<Node> first = nodes.stream()
                .filter(node -> !node.timers.isEmpty())
                .min(Comparator.comparingLong(node -> next(node).getValue()));
        if (first.isEmpty() || next(first.get()).getValue() > until) {
            return false;
        }
        Map.Entry<GossipTimer, Long> timer = next(first.get());
        now = Math.max(now, timer.getValue());
        first.get().timers.remove(timer.getKey());
        first.get().plumtree.handle(new GossipInput.TimerFired(timer.getKey()), now);
        return true;
    }

    private static Map.Entry<GossipTimer, Long> next(Node node) {
        return node.timers.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::copyOf)
                .orElseThrow();
    }

    /** Broadcasts in full that were sent since this was last asked. */
    int pushes() {
        int sent = pushes;
        pushes = 0;
        return sent;
    }

    /** What each machine delivered, and how often. */
    List<Map<String, Integer>> delivered() {
        return nodes.stream().map(node -> node.delivered).toList();
    }

    /** Neighbours that are eager, of all machines. */
    int eagerEnds() {
        return nodes.stream()
                .mapToInt(node -> node.plumtree.status().eager().size())
                .sum();
    }
}
