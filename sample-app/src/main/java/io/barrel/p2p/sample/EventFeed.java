package io.barrel.p2p.sample;

import io.barrel.p2p.event.P2pEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The last events of this node, for any thread to read or wait for, and a count of other changes that are worth a look.
 * Recording one never waits for a reader.
 */
@Component
final class EventFeed {

    static final int CAPACITY = 200;

    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<BoardEvent> events = new ArrayDeque<>(CAPACITY);
    private long last;
    private long touches;
    private boolean closed;

    @EventListener
    void record(P2pEvent event) {
        lock.lock();
        try {
            if (events.size() == CAPACITY) {
                events.removeFirst();
            }
            events.addLast(BoardEvent.of(event, ++last, Instant.now()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Something else on the board changed. */
    void touch() {
        lock.lock();
        try {
            touches++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often something else changed. */
    long touches() {
        lock.lock();
        try {
            return touches;
        } finally {
            lock.unlock();
        }
    }

    /** What is remembered, oldest first. */
    List<BoardEvent> recent() {
        return after(0);
    }

    /** The number of the latest event, 0 before the first. */
    long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The events after a number, oldest first, as far as they are remembered, and the count of other changes. Waits if there
     * is no event and the count is as given; returns no events when the time is over or the feed is closed.
     */
    News await(long sequence, long touched, Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            while (last <= sequence && touches == touched && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return new News(after(sequence), touches);
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all who wait: nobody waits any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a reader waited for.
     *
     * @param events new ones, oldest first
     * @param touches how often something else changed
     */
    record News(List<BoardEvent> events, long touches) {}

    private List<BoardEvent> after(long sequence) {
        lock.lock();
        try {
            return events.stream().filter(event -> event.sequence() > sequence).toList();
        } finally {
            lock.unlock();
        }
    }
}
