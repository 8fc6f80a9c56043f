package io.barrel.p2p.roster;

import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaFrame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Rosters, the links between them and what travels under virtual time. A broadcast reaches, once and intact, every node that a path
 * of links leads to; every message goes through the codec. A link to a node that is dead or held up for longer than {@link #IDLE} is lost.
 */
final class RosterNet {

    static final long EPOCH = 1_700_000_000_000L;
    static final long IDLE = 6_000;
    static final long KEEP_ALIVE = 1_500;
    static final ReplicaConfig REPLICA = ReplicaConfig.DEFAULT;

    final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    final SplittableRandom random;
    long now;
    /** How far the wall clocks of all have been set. */
    long wallOffset;

    private final RosterConfig config;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long number;

    private record Event(long at, long number, Runnable action) {}

    RosterNet(long seed, RosterConfig config) {
        this.random = new SplittableRandom(seed);
        this.config = config;
    }

    RosterNet(long seed) {
        this(seed, RosterConfig.DEFAULT);
    }

    final class Node implements RosterLinks {
        final NodeId id;
        final long incarnation;
        final RosterReplica roster;
        final List<RosterOutput> outputs = new ArrayList<>();
        final Map<RosterTimer, Long> timers = new HashMap<>();
        final Set<NodeId> linked = new LinkedHashSet<>();
        /** Heard without a link of the net, for machines that are tested alone. */
        final Set<NodeId> heard = new LinkedHashSet<>();

        private final Deque<Runnable> heldUp = new ArrayDeque<>();
        private boolean dead;
        private long pausedAt = -1;

        @Override
        public String toString() {
            return id.value();
        }

        private Node(String name, long incarnation) {
            this.id = node(name);
            this.incarnation = incarnation;
            this.roster = new RosterReplica(
                    new RosterSelf(id, incarnation, address(name), Map.of("name", name)),
                    config,
                    REPLICA,
                    KEEP_ALIVE,
                    IDLE,
                    this,
                    () -> EPOCH + now + wallOffset,
                    random.split(),
                    this::act);
        }

        @Override
        public boolean isLinked(NodeId other) {
            return linked.contains(other);
        }

        @Override
        public boolean heardWithin(NodeId other, long millis) {
            if (heard.contains(other)) {
                return true;
            }
            Node node = nodes.get(other);
            return node != null
                    && linked.contains(other)
                    && !node.dead
                    && (node.pausedAt < 0 || now - node.pausedAt <= millis);
        }

        void handle(RosterInput input) {
            if (dead) {
                return;
            }
            if (pausedAt >= 0) {
                heldUp.add(() -> handle(input));
            } else {
                roster.handle(input, now);
            }
        }

        void deliver(NodeId origin, RosterBroadcast broadcast) {
            handle(new RosterInput.Delivered(origin, broadcast));
        }

        void deliver(NodeId origin, MemberEntry entry) {
            deliver(origin, new RosterBroadcast.Delta(List.of(RosterCodec.encode(entry))));
        }

        void lose(NodeId peer) {
            linked.remove(peer);
            handle(new RosterInput.NeighborDown(peer, DownReason.NODEDOWN));
        }

        <T extends RosterOutput> List<T> outputs(Class<T> type) {
            return outputs.stream().filter(type::isInstance).map(type::cast).toList();
        }

        <T extends P2pEvent> List<T> events(Class<T> type) {
            return outputs(RosterOutput.Emit.class).stream()
                    .map(RosterOutput.Emit::event)
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }

        /** The entries of all its broadcasts. */
        List<MemberEntry> told() {
            List<MemberEntry> told = new ArrayList<>();
            for (RosterOutput.Broadcast output : outputs(RosterOutput.Broadcast.class)) {
                if (output.broadcast() instanceof RosterBroadcast.Delta delta) {
                    delta.entries().forEach(entry -> told.add(RosterCodec.decode(entry)));
                }
            }
            return told;
        }

        List<MemberEntry> told(NodeId about, MemberStatus status) {
            return told().stream()
                    .filter(entry -> entry.node().equals(about) && entry.status() == status)
                    .toList();
        }

        List<RosterBroadcast.Vouch> vouches() {
            return outputs(RosterOutput.Broadcast.class).stream()
                    .map(RosterOutput.Broadcast::broadcast)
                    .filter(RosterBroadcast.Vouch.class::isInstance)
                    .map(RosterBroadcast.Vouch.class::cast)
                    .toList();
        }

        MemberStatus status(NodeId node) {
            return roster.view()
                    .member(node)
                    .orElseThrow(() -> new AssertionError(node + " is not on the roster of " + id))
                    .status();
        }

        MemberEntry entry(NodeId node) {
            MemberEntry entry = roster.member(node);
            if (entry == null) {
                throw new AssertionError(node + " is not on the roster of " + id);
            }
            return entry;
        }

        private void act(RosterOutput output) {
            outputs.add(output);
            if (output instanceof RosterOutput.SendTo send) {
                ByteBuffer encoded = ReplicaCodec.encode(new ReplicaFrame("roster", send.message()));
                Node to = nodes.get(send.to());
                if (to != null && linked.contains(send.to())) {
                    later(
                            1,
                            () -> to.handle(new RosterInput.Received(
                                    id,
                                    ReplicaCodec.decode(encoded).orElseThrow().message())));
                }
            } else if (output instanceof RosterOutput.Broadcast broadcast) {
                broadcast(this, RosterCodec.encode(broadcast.broadcast()));
            } else if (output instanceof RosterOutput.Schedule schedule) {
                long timer = number;
                timers.put(schedule.timer(), timer);
                later(schedule.delayMillis(), () -> fire(schedule.timer(), timer));
            } else if (output instanceof RosterOutput.Cancel cancel) {
                timers.remove(cancel.timer());
            } else if (output instanceof RosterOutput.Probe probe) {
                probe(this, probe.peer().node());
            }
        }

        private void fire(RosterTimer timer, long set) {
            if (pausedAt >= 0) {
                heldUp.add(() -> fire(timer, set));
            } else if (timers.remove(timer, set)) {
                handle(new RosterInput.TimerFired(timer));
            }
        }
    }

    private void later(long delay, Runnable action) {
        events.add(new Event(now + delay, number++, action));
    }

    private void broadcast(Node from, ByteBuffer encoded) {
        for (Node to : reachable(from)) {
            if (to != from) {
                later(
                        1 + random.nextInt(50),
                        () -> to.deliver(from.id, RosterCodec.decode(encoded).orElseThrow()));
            }
        }
    }

    private Set<Node> reachable(Node from) {
        Set<Node> seen = new LinkedHashSet<>(List.of(from));
        Deque<Node> next = new ArrayDeque<>(seen);
        while (!next.isEmpty()) {
            for (NodeId peer : next.remove().linked) {
                Node node = nodes.get(peer);
                if (node != null && !node.dead && seen.add(node)) {
                    next.add(node);
                }
            }
        }
        return seen;
    }

    /** A probe reaches who is neither dead nor held up, and nobody beyond a partition. */
    private void probe(Node from, NodeId to) {
        later(100, () -> {
            Node node = nodes.get(to);
            boolean reached = node != null && isReached(from, node);
            if (node != null && reached) {
                from.handle(new RosterInput.Linked(to, node.incarnation));
            }
            from.handle(new RosterInput.ProbeEnded(to, reached));
        });
    }

    private boolean isReached(Node from, Node to) {
        return !to.dead && to.pausedAt < 0 && reachable(from).contains(to);
    }

    /** A node that has not started. */
    Node add(String name) {
        return add(name, stamp(EPOCH + now));
    }

    Node add(String name, long incarnation) {
        Node node = new Node(name, incarnation);
        nodes.put(node.id, node);
        return node;
    }

    Node start(String name) {
        Node node = add(name);
        node.handle(new RosterInput.Start());
        return node;
    }

    /** Nodes in a ring with chords, each linked to four others, that joined one after the other and know each other. */
    List<Node> cluster(int size) {
        List<Node> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(start("n" + i));
            for (int j = Math.max(0, i - 2); j < i; j++) {
                link(all.get(i), all.get(j));
            }
            run(Duration.ofMillis(200));
        }
        link(all.get(0), all.get(size - 1));
        link(all.get(0), all.get(size - 2));
        link(all.get(1), all.get(size - 1));
        run(Duration.ofSeconds(5));
        all.forEach(node -> node.outputs.clear());
        return all;
    }

    private Node existing(NodeId id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    void link(Node a, Node b) {
        if (a == b || !a.linked.add(b.id)) {
            return;
        }
        b.linked.add(a.id);
        up(a, b);
        up(b, a);
    }

    private static void up(Node node, Node peer) {
        node.handle(new RosterInput.Linked(peer.id, peer.incarnation));
        node.handle(new RosterInput.NeighborUp(peer.id));
    }

    /** Both ends lose the link; what each may still do is up to it. */
    void cut(Node a, Node b) {
        if (a.linked.contains(b.id)) {
            a.lose(b.id);
            b.lose(a.id);
        }
    }

    void kill(Node node) {
        node.dead = true;
        List<NodeId> peers = List.copyOf(node.linked);
        later(IDLE, () -> peers.forEach(peer -> cut(existing(peer), node)));
    }

    /** Holds a node up. If that takes too long its links are lost, and come back after. */
    void pause(Node node, Duration time) {
        node.pausedAt = now;
        List<NodeId> peers = List.copyOf(node.linked);
        boolean lost = time.toMillis() > IDLE;
        if (lost) {
            later(IDLE, () -> peers.forEach(peer -> cut(existing(peer), node)));
        }
        later(time.toMillis(), () -> {
            node.pausedAt = -1;
            List<Runnable> late = List.copyOf(node.heldUp);
            node.heldUp.clear();
            late.forEach(Runnable::run);
            if (lost) {
                later(200, () -> peers.forEach(peer -> link(node, existing(peer))));
            }
        });
    }

    void run(Duration time) {
        long until = now + time.toMillis();
        while (!events.isEmpty() && events.peek().at() <= until) {
            Event event = events.remove();
            now = event.at();
            event.action().run();
        }
        now = until;
    }

    static NodeId node(String name) {
        return NodeId.of(name + "@h");
    }

    static PeerAddress address(String name) {
        return new PeerAddress(name + ".example", 9_100);
    }

    /** The first stamp of a millisecond. */
    static long stamp(long millis) {
        return new HybridClock(() -> millis, Duration.ZERO).now();
    }

    /** An entry as its member would write it. */
    static MemberEntry alive(String name, long incarnation, int refutation) {
        return new MemberEntry(
                node(name), incarnation, refutation, MemberStatus.ALIVE, address(name), Map.of(), EPOCH, null, null);
    }

    static MemberEntry left(String name, long incarnation, int refutation, long sinceMillis) {
        return new MemberEntry(
                node(name),
                incarnation,
                refutation,
                MemberStatus.LEFT,
                address(name),
                Map.of(),
                sinceMillis,
                null,
                null);
    }
}
