package io.barrel.p2p;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.MessageHandler;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many threads of one node that send requests to another, each to an address of its own, as fast as they are answered. Every fourth
 * has several under way, the others one.
 */
final class RequestLoad {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int SEVERAL = 8;

    /** Requests of one thread between two looks at the memory. */
    private static final int LOOK = 256;

    private final LocalNode from;
    private final LocalNode to;
    private final int threads;
    private final AtomicIntegerArray handled;
    private final LongAdder outOfOrder = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong mostDirect = new AtomicLong();

    /** A load of so many threads. */
    RequestLoad(LocalNode from, LocalNode to, int threads) {
        this.from = from;
        this.to = to;
        this.threads = threads;
        this.handled = new AtomicIntegerArray(threads);
    }

    /**
     * Bytes in use by the two nodes together, as they share this JVM.
     *
     * @param heap after a collection
     * @param direct buffers of Netty
     */
    record Memory(long heap, long direct) {

        static Memory now() {
            ManagementFactory.getMemoryMXBean().gc();
            return new Memory(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), usedDirect());
        }

        static long usedDirect() {
            return PlatformDependent.usedDirectMemory();
        }
    }

    /**
     * How it went.
     *
     * @param answered requests that were answered by what they said
     * @param outOfOrder requests that were handled before one that the same thread had sent earlier, or again
     * @param failures the others
     * @param nanos how long it took
     * @param before memory before
     * @param after memory after
     * @param mostDirect the most direct memory seen meanwhile
     */
    record Result(
            long answered,
            long outOfOrder,
            List<String> failures,
            long nanos,
            Memory before,
            Memory after,
            long mostDirect) {}

    /** Sends so many requests in all and waits for the last reply. Once. */
    Result run(int requests) throws InterruptedException {
        List<Subscription> subscriptions =
                IntStream.range(0, threads).mapToObj(this::handle).toList();
        Memory before = Memory.now();
        long begin = System.nanoTime();
        List<Thread> senders = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            senders.add(new Thread(() -> send(number, requests / threads), "load-" + number));
        }
        senders.forEach(Thread::start);
        for (Thread sender : senders) {
            sender.join();
        }
        long nanos = System.nanoTime() - begin;
        Memory after = Memory.now();
        subscriptions.forEach(Subscription::close);
        return new Result(
                answered.sum(), outOfOrder.sum(), List.copyOf(failures), nanos, before, after, mostDirect.get());
    }

    private Subscription handle(int thread) {
        return to.p2p.messaging().handle(address(thread), MessageHandler.replying(message -> {
            if (message.payload().getInt(0) != handled.getAndIncrement(thread)) {
                outOfOrder.increment();
            }
            return message.payload();
        }));
    }

    private void send(int thread, int requests) {
        int window = thread % 4 == 0 ? SEVERAL : 1;
        Semaphore places = new Semaphore(window);
        for (int number = 0; number < requests; number++) {
            places.acquireUninterruptibly();
            if (number % LOOK == 0) {
                mostDirect.accumulateAndGet(Memory.usedDirect(), Math::max);
            }
            ByteBuffer said = ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
            from.p2p
                    .messaging()
                    .request(to.name, address(thread), said, TIMEOUT)
                    .whenComplete((reply, failure) -> {
                        note(said, reply, failure);
                        places.release();
                    });
        }
        places.acquireUninterruptibly(window);
    }

    private void note(ByteBuffer said, @Nullable ByteBuffer reply, @Nullable Throwable failure) {
        if (failure != null) {
            failures.add(failure.toString());
        } else if (said.equals(reply)) {
            answered.increment();
        } else {
            failures.add("another reply: " + reply);
        }
    }

    private static String address(int thread) {
        return "load-" + thread;
    }
}
