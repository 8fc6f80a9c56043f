package io.barrel.p2p.messaging;

import io.barrel.p2p.messaging.MessageFrame.Kind;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Exchanges of some nodes over links that keep the order of a lane and nothing else, and lose what is on them when they end. */
final class ExchangeNet {

    static final int LANES = 4;

    final SplittableRandom random;
    final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    long now;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Map<String, Long> last = new HashMap<>();
    private final Map<String, Integer> generations = new HashMap<>();
    private final Set<String> links = new LinkedHashSet<>();
    private long number;

    private record Event(long at, long number, Runnable action) {}

    ExchangeNet(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A node whose handlers reply at once with what they got, unless they are slow. */
    final class Node implements ExchangePorts {
        final NodeId id;
        final Exchange exchange;
        final Set<String> handlers = new LinkedHashSet<>(List.of("echo"));
        final Set<String> slow = new LinkedHashSet<>();
        final Deque<Delivery> before = new ArrayDeque<>();
        final List<String> handled = new ArrayList<>();
        final List<ExchangeOutput> outputs = new ArrayList<>();
        final Map<Call, String> ended = new LinkedHashMap<>();
        long incarnation = 1;
        boolean reachable = true;

        /** Whether too much waits on its links for more. */
        boolean full;

        Node(String name, MessagingConfig config) {
            id = NodeId.of(name + "@h");
            exchange = new Exchange(config, this, this::act);
        }

        @Override
        public int lanes() {
            return LANES;
        }

        @Override
        public boolean hasRoom(NodeId peer, int lane) {
            return !full && links.contains(key(id, peer));
        }

        @Override
        public boolean handles(String address) {
            return handlers.contains(address);
        }

        void handle(ExchangeInput input) {
            exchange.handle(input, now);
        }

        Call send(Node to, String address, String text) {
            return submit(to, address, text, false, 10_000);
        }

        Call request(Node to, String address, String text) {
            return submit(to, address, text, true, 10_000);
        }

        Call submit(Node to, String address, String text, boolean wantsReply, long timeout) {
            Call call = new Call(to.id, address, bytes(text), Map.of(), wantsReply, timeout);
            handle(new ExchangeInput.Submit(call));
            return call;
        }

        String outcome(Call call) {
            return ended.getOrDefault(call, "under way");
        }

        <T extends ExchangeOutput> List<T> outputs(Class<T> type) {
            return outputs.stream().filter(type::isInstance).map(type::cast).toList();
        }

        List<MessageFrame> sent(Kind kind) {
            return outputs(ExchangeOutput.SendTo.class).stream()
                    .map(ExchangeOutput.SendTo::frame)
                    .filter(frame -> frame.kind() == kind)
                    .toList();
        }

        /** The handler does the next of those before it. */
        void work() {
            run(before.remove());
        }

        private void act(ExchangeOutput output) {
            outputs.add(output);
            if (output instanceof ExchangeOutput.SendTo send) {
                transmit(this, send);
            } else if (output instanceof ExchangeOutput.Deliver deliver) {
                if (slow.contains(deliver.delivery().message().address())) {
                    before.add(deliver.delivery());
                } else {
                    String conversation = deliver.delivery().conversation().toString();
                    later(after(conversation, random.nextInt(3)) - now, () -> run(deliver.delivery()));
                }
            } else if (output instanceof ExchangeOutput.Schedule schedule) {
                later(schedule.delayMillis(), () -> handle(new ExchangeInput.TimerFired(schedule.timer())));
            } else if (output instanceof ExchangeOutput.Connect connect) {
                later(5, () -> connect(this, nodes.get(connect.peer())));
            } else if (output instanceof ExchangeOutput.Completed completed) {
                end(completed.call(), "ok " + text(completed.reply()));
            } else if (output instanceof ExchangeOutput.CallFailed failed) {
                end(failed.call(), failed.failure().toString());
            }
        }

        private void end(Call call, String outcome) {
            String before = ended.put(call, outcome);
            if (before != null) {
                throw new AssertionError(call + " ended twice: " + before + ", " + outcome);
            }
        }

        private void run(Delivery delivery) {
            Message message = delivery.message();
            if (!delivery.isCancelled()) {
                handled.add(message.from().name() + " " + message.address() + " " + text(message.payload()));
                if (message.wantsReply()) {
                    handle(new ExchangeInput.Replied(delivery, message.payload()));
                }
            }
            handle(new ExchangeInput.Taken(delivery));
        }
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    Node add(String name, MessagingConfig config) {
        Node node = new Node(name, config);
        nodes.put(node.id, node);
        return node;
    }

    Node add(String name) {
        return add(name, MessagingConfig.DEFAULT);
    }

    private static String key(NodeId a, NodeId b) {
        return a.compareTo(b) < 0 ? a + " " + b : b + " " + a;
    }

    void later(long delay, Runnable action) {
        events.add(new Event(now + delay, number++, action));
    }

    private void transmit(Node from, ExchangeOutput.SendTo send) {
        Node to = nodes.get(send.to());
        String pair = key(from.id, send.to());
        if (to == null || !links.contains(pair)) {
            return;
        }
        int generation = generations.getOrDefault(pair, 0);
        ByteBuffer encoded = MessageCodec.encode(send.frame());
        String way = from.id + " " + to.id + " " + send.lane() + " " + generation;
        long arrival = after(way, 1 + random.nextInt(5));
        events.add(new Event(arrival, number++, () -> {
            if (generation >= generations.getOrDefault(pair, 0)) {
                to.handle(new ExchangeInput.Received(
                        from.id, MessageCodec.decode(encoded).orElseThrow()));
            }
        }));
    }

    /** When something happens that takes so long, behind all that happened the same way. */
    private long after(String way, long delay) {
        long then = Math.max(now + delay, last.getOrDefault(way, 0L));
        last.put(way, then);
        return then;
    }

    private void connect(Node from, @Nullable Node to) {
        if (to == null) {
            return;
        }
        if (to.reachable && from.reachable) {
            link(from, to);
        } else {
            from.handle(new ExchangeInput.ConnectFailed(to.id, MessagingFailure.UNREACHABLE, "it does not answer"));
        }
    }

    void link(Node a, Node b) {
        links.add(key(a.id, b.id));
        a.handle(new ExchangeInput.Linked(b.id, b.incarnation));
        b.handle(new ExchangeInput.Linked(a.id, a.incarnation));
    }

    /** The link ends; what is on it is lost. */
    void unlink(Node a, Node b) {
        if (links.remove(key(a.id, b.id))) {
            lose(a, b);
            a.handle(new ExchangeInput.Unlinked(b.id));
            b.handle(new ExchangeInput.Unlinked(a.id));
        }
    }

    /** Another link takes over; what is on the old one is lost. */
    void replace(Node a, Node b) {
        if (links.contains(key(a.id, b.id))) {
            lose(a, b);
            a.handle(new ExchangeInput.Replaced(b.id));
            b.handle(new ExchangeInput.Replaced(a.id));
        }
    }

    private void lose(Node a, Node b) {
        generations.merge(key(a.id, b.id), 1, Integer::sum);
    }

    void run(long millis) {
        long until = now + millis;
        while (!events.isEmpty() && events.peek().at() <= until) {
            Event event = events.remove();
            now = Math.max(now, event.at());
            event.action().run();
        }
        now = until;
    }
}
