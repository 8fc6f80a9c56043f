package io.barrel.p2p.gossip;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener and what waits for it. The queue is bounded by number and by bytes; what does not fit is lost, and the listener
 * is told of it in its place. Any thread.
 */
final class Subscriber {

    /** Calls in one task, then others have their turn. */
    private static final int SLICE = 64;

    private static final Logger log = LoggerFactory.getLogger(Subscriber.class);

    private final String topic;
    private final GossipListener listener;
    private final GossipConfig config;
    private final LongAdder lost;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Supplier<Executor> executor;
    private long bytes;
    private long missed;
    private @Nullable Task task;
    private boolean closed;

    /** Calls the listener for what waits. One that was not begun may be replaced by another on another executor. */
    private final class Task implements Runnable {

        private boolean begun;

        @Override
        public void run() {
            if (begin(this)) {
                drain();
            }
        }
    }

    /** A broadcast, and how many before it were lost; no broadcast if those were the last. */
    private record Waiting(@Nullable Broadcast broadcast, long missed, int bytes) {}

    Subscriber(
            String topic, GossipListener listener, GossipConfig config, LongAdder lost, Supplier<Executor> executor) {
        this.topic = topic;
        this.listener = listener;
        this.config = config;
        this.lost = lost;
        this.executor = executor;
    }

    /** The executor is another one. What the former was given and may have dropped is not lost. */
    void restart() {
        Task next;
        synchronized (this) {
            if (task == null ? missed == 0 : task.begun) {
                // Nothing to do, or a call that goes on at the former executor, and will be the last there.
                return;
            }
            next = new Task();
            task = next;
        }
        run(next);
    }

    void offer(Broadcast broadcast) {
        int size = broadcast.payload().remaining();
        Task next;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (queue.size() >= config.queueLength() || bytes + size > config.queueBytes()) {
                missed++;
                lost.increment();
            } else {
                queue.add(new Waiting(broadcast, missed, size));
                missed = 0;
                bytes += size;
            }
            if (task != null) {
                return;
            }
            next = new Task();
            task = next;
        }
        run(next);
    }

    private void run(Task next) {
        try {
            executor.get().execute(next);
        } catch (RejectedExecutionException e) {
            // The node stops, or too many subscribers wait for a thread.
            abandon(next);
        }
    }

    private synchronized void abandon(Task rejected) {
        if (task != rejected) {
            return;
        }
        task = null;
        for (Waiting waiting : queue) {
            missed += waiting.missed() + 1;
            lost.increment();
        }
        queue.clear();
        bytes = 0;
    }

    private synchronized boolean begin(Task begins) {
        boolean mine = task == begins;
        begins.begun |= mine;
        return mine;
    }

    private void drain() {
        for (int i = 0; i < SLICE; i++) {
            Waiting next = next();
            if (next == null) {
                return;
            }
            call(next);
        }
        run(again());
    }

    private synchronized Task again() {
        Task next = new Task();
        task = next;
        return next;
    }

    private synchronized @Nullable Waiting next() {
        Waiting next = queue.poll();
        if (next != null) {
            bytes -= next.bytes();
            return next;
        }
        if (missed > 0 && !closed) {
            // What came last was lost: told at once, not with a broadcast that may never come.
            Waiting last = new Waiting(null, missed, 0);
            missed = 0;
            return last;
        }
        task = null;
        return null;
    }

    private void call(Waiting waiting) {
        if (waiting.missed() > 0) {
            log.atWarn()
                    .addKeyValue("topic", topic)
                    .log("A listener to {} is too slow and missed {} broadcasts", topic, waiting.missed());
            guarded(() -> listener.onLagged(new Lagged(topic, waiting.missed())));
        }
        Broadcast broadcast = waiting.broadcast();
        if (broadcast != null && !isClosed()) {
            guarded(() -> listener.onBroadcast(broadcast));
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            // Of any kind: other languages throw checked ones undeclared, and this listener's next broadcast waits
            // here.
            log.atError().setCause(e).addKeyValue("topic", topic).log("A listener to {} failed", topic);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
        queue.clear();
        bytes = 0;
    }
}
