package com.example;

import com.example.till.Orders;
import com.example.till.Orders.ServedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Several threads that call the orders without a pause, and count who answered. */
final class Load implements AutoCloseable {

    private final Orders orders;
    private final Map<ServedBy, Long> served = new ConcurrentHashMap<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Load(Orders orders, int threadCount) {
        this.orders = orders;
        for (int i = 0; i < threadCount; i++) {
            Thread thread = new Thread(this::call, "load-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void call() {
        while (!ended) {
            try {
                served.merge(orders.get("lb://orders/served-by"), 1L, Long::sum);
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
    }

    long servedBy(long pid) {
        return served.entrySet().stream()
                .filter(entry -> entry.getKey().pid() == pid)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    List<Throwable> failures() {
        return failures;
    }

    /** How many requests each process of each node answered. */
    Map<ServedBy, Long> served() {
        return served;
    }

    long requests() {
        return failures.size() + served.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
