package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Replicas, and what travels between them under virtual time. Every message goes through the codec. */
final class Net {

    static final long EPOCH = 1_700_000_000_000L;

    /** Takes everything, keeps it for ever. */
    static final ReplicaPolicy OPEN = new ReplicaPolicy() {
        @Override
        public Optional<Refusal> refusal(ReplicaEntry entry) {
            return Optional.empty();
        }

        @Override
        public boolean isExpired(ReplicaEntry entry) {
            return false;
        }
    };

    final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    final List<ReplicaMessage> messages = new ArrayList<>();
    final SplittableRandom random;
    double loss;
    long bytes;
    long now;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long number;

    Net(long seed) {
        random = new SplittableRandom(seed);
    }

    private record Event(long at, long number, Runnable action) {}

    final class Node {
        final NodeId id;
        final HybridClock clock;
        final LwwMap map;
        final Replica replica;
        final List<ReplicaOutput> outputs = new ArrayList<>();
        final Map<ReplicaTimer, Long> timers = new HashMap<>();
        long skew;

        private Node(String name, boolean lww, ReplicaPolicy policy, int maxEntries) {
            id = node(name);
            clock = new HybridClock(() -> EPOCH + now + skew, Duration.ofMinutes(1));
            map = new LwwMap(ReplicaConfig.DEFAULT, id, clock, random.split(), this::act);
            replica = lww
                    ? map.replica()
                    : new Replica(ReplicaConfig.DEFAULT, policy, random.split(), this::act, maxEntries);
        }

        void handle(ReplicaInput input) {
            replica.handle(input, now);
        }

        void put(String key, String value) {
            map.put(bytes(key), bytes(value), now);
        }

        String get(String key) {
            ByteString value = map.get(bytes(key));
            return value == null ? "nothing" : value.toStringUtf8();
        }

        Map<String, ReplicaEntry> content() {
            Map<String, ReplicaEntry> content = new TreeMap<>();
            replica.forEach(entry -> content.put(entry.key().toStringUtf8(), entry));
            return content;
        }

        <T extends ReplicaOutput> List<T> outputs(Class<T> type) {
            return outputs.stream().filter(type::isInstance).map(type::cast).toList();
        }

        private void act(ReplicaOutput output) {
            outputs.add(output);
            if (output instanceof ReplicaOutput.SendTo send) {
                send(send);
            } else if (output instanceof ReplicaOutput.Broadcast broadcast) {
                broadcast(broadcast);
            } else if (output instanceof ReplicaOutput.Schedule schedule) {
                long at = now + schedule.delayMillis();
                long timer = number;
                timers.put(schedule.timer(), timer);
                later(at, () -> {
                    if (timers.remove(schedule.timer(), timer)) {
                        handle(new ReplicaInput.TimerFired(schedule.timer()));
                    }
                });
            } else if (output instanceof ReplicaOutput.Cancel cancel) {
                timers.remove(cancel.timer());
            }
        }

        private void send(ReplicaOutput.SendTo send) {
            ByteBuffer encoded = ReplicaCodec.encode(new ReplicaFrame("services", send.message()));
            bytes += encoded.remaining();
            messages.add(send.message());
            Node to = nodes.get(send.to());
            if (to != null) {
                later(
                        now + 1,
                        () -> to.handle(new ReplicaInput.Received(
                                id, ReplicaCodec.decode(encoded).orElseThrow().message())));
            }
        }

        private void broadcast(ReplicaOutput.Broadcast broadcast) {
            ByteBuffer encoded = ReplicaCodec.encodeEntries(broadcast.entries());
            for (Node to : nodes.values()) {
                if (to != this && random.nextDouble() >= loss) {
                    later(
                            now + 1 + random.nextInt(200),
                            () -> to.handle(new ReplicaInput.Delta(id, ReplicaCodec.decodeEntries(encoded))));
                }
            }
        }
    }

    private void later(long at, Runnable action) {
        events.add(new Event(at, number++, action));
    }

    /** A node with a last-writer-wins map. */
    Node map(String name) {
        return add(new Node(name, true, OPEN, Replica.MAX_ENTRIES));
    }

    /** A node with a bare replica. */
    Node bare(String name) {
        return bare(name, OPEN, Replica.MAX_ENTRIES);
    }

    Node bare(String name, ReplicaPolicy policy, int maxEntries) {
        return add(new Node(name, false, policy, maxEntries));
    }

    private Node add(Node node) {
        nodes.put(node.id, node);
        return node;
    }

    void link(Node a, Node b) {
        a.handle(new ReplicaInput.NeighborUp(b.id));
        b.handle(new ReplicaInput.NeighborUp(a.id));
    }

    void unlink(Node a, Node b) {
        a.handle(new ReplicaInput.NeighborDown(b.id));
        b.handle(new ReplicaInput.NeighborDown(a.id));
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

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** An entry of a version that is one number. */
    static ReplicaEntry entry(String key, int version, String value) {
        return new ReplicaEntry(bytes(key), ByteString.copyFrom(new byte[] {(byte) version}), bytes(value));
    }

    static ReplicaEntry tombstone(String key, int version) {
        return new ReplicaEntry(bytes(key), ByteString.copyFrom(new byte[] {(byte) version}), null);
    }

    static <T> Consumer<T> ignore() {
        return anything -> {};
    }
}
