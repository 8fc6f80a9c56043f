package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.Subscription;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;

/** The last events of a node, kept while the application runs, over restarts of the node. Any thread. */
public class EventHistory implements AutoCloseable {

    static final int CAPACITY = 200;

    private final Clock clock;
    private final Deque<EventsDescriptor.Event> newestFirst = new ArrayDeque<>(CAPACITY);
    private final Subscription subscription;
    private long total;

    /** A history of that node from now on. */
    public EventHistory(BarrelP2p node) {
        this(node, Clock.systemUTC());
    }

    EventHistory(BarrelP2p node, Clock clock) {
        this.clock = clock;
        this.subscription = node.subscribe(this::record);
    }

    EventsDescriptor events() {
        synchronized (newestFirst) {
            return new EventsDescriptor(new ArrayList<>(newestFirst), total);
        }
    }

    /** Nothing is recorded any more. */
    @Override
    public void close() {
        subscription.close();
    }

    private void record(P2pEvent event) {
        EventWords words = EventWords.of(event);
        synchronized (newestFirst) {
            if (newestFirst.size() == CAPACITY) {
                newestFirst.removeLast();
            }
            newestFirst.addFirst(EventsDescriptor.Event.of(++total, clock.instant(), words));
        }
    }
}
