package io.barrel.p2p.test;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** What the nodes of a cluster published, newest last; only the last 100,000 are kept. Safe for use by any thread. */
final class EventLog {

    private static final int CAPACITY = 100_000;

    private final Supplier<Duration> time;
    private final Deque<ClusterEvent> events = new ArrayDeque<>();

    EventLog(Supplier<Duration> time) {
        this.time = time;
    }

    synchronized void add(NodeId node, P2pEvent event) {
        if (events.size() == CAPACITY) {
            events.removeFirst();
        }
        events.add(new ClusterEvent(time.get(), node, event));
    }

    synchronized List<ClusterEvent> all() {
        return List.copyOf(events);
    }

    synchronized List<P2pEvent> of(NodeId node) {
        return events.stream()
                .filter(event -> event.node().equals(node))
                .map(ClusterEvent::event)
                .toList();
    }
}
