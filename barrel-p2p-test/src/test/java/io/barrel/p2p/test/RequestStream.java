package io.barrel.p2p.test;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.MessageHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Every node sends numbered requests to every other one, as fast as they are answered, and every node looks whether they come
 * in order. Some are always under way.
 */
final class RequestStream implements AutoCloseable {

    private static final String ADDRESS = "numbers";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int IN_FLIGHT = 4;

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong reordered = new AtomicLong();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Subscription> handlers = new ArrayList<>();
    private final List<Thread> senders = new ArrayList<>();

    RequestStream(List<TestNode> nodes) {
        for (TestNode node : nodes) {
            Map<String, Long> last = new ConcurrentHashMap<>();
            handlers.add(node.p2p().messaging().handle(ADDRESS, MessageHandler.replying(message -> {
                long number = message.payload().getLong();
                Long before = last.put(message.from().value(), number);
                if (before != null && before + 1 != number) {
                    reordered.incrementAndGet();
                }
                return message.payload();
            })));
        }
        for (TestNode from : nodes) {
            for (TestNode to : nodes) {
                if (from != to) {
                    senders.add(new Thread(() -> send(from, to), from.name() + " to " + to.name()));
                }
            }
        }
        senders.forEach(Thread::start);
    }

    private void send(TestNode from, TestNode to) {
        Semaphore places = new Semaphore(IN_FLIGHT);
        for (long number = 0; !stopping.get(); number++) {
            places.acquireUninterruptibly();
            sent.incrementAndGet();
            ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).putLong(0, number);
            from.p2p().messaging().request(to.name(), ADDRESS, payload, TIMEOUT).whenComplete((reply, failure) -> {
                if (failure == null) {
                    answered.incrementAndGet();
                } else {
                    failures.add(failure);
                }
                places.release();
            });
        }
        places.acquireUninterruptibly(IN_FLIGHT);
    }

    long answered() {
        return answered.get();
    }

    long sent() {
        return sent.get();
    }

    long reordered() {
        return reordered.get();
    }

    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Sends no more and waits for what is under way. */
    void finish() {
        stopping.set(true);
        for (Thread sender : senders) {
            try {
                sender.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        finish();
        handlers.forEach(Subscription::close);
    }

    @Override
    public String toString() {
        return sent + " requests sent, " + failures.size() + " failed, " + reordered + " out of order";
    }
}
