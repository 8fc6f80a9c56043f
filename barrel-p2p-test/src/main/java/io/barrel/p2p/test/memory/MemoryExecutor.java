package io.barrel.p2p.test.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** One task at a time, each in a turn of its own. Waiting for its end lets time pass. */
final class MemoryExecutor extends AbstractExecutorService {

    private final Life life;
    private final int capacity;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private boolean shutDown;

    MemoryExecutor(Life life, int capacity) {
        this.life = life;
        this.capacity = capacity;
    }

    @Override
    public void execute(Runnable task) {
        if (shutDown || life.isDead()) {
            throw new RejectedExecutionException("the executor is shut down");
        }
        if (tasks.size() >= capacity) {
            throw new RejectedExecutionException(capacity + " tasks wait");
        }
        tasks.add(task);
        life.after(0, this::turn);
    }

    private void turn() {
        if (running) {
            // The task that runs lets time pass: the next one has its turn after it.
            return;
        }
        running = true;
        try {
            Runnable task = tasks.poll();
            if (task != null) {
                Life.guard(task);
            }
        } finally {
            running = false;
        }
        if (!tasks.isEmpty()) {
            life.after(0, this::turn);
        }
    }

    @Override
    public void shutdown() {
        shutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutDown = true;
        List<Runnable> left = new ArrayList<>(tasks);
        tasks.clear();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return shutDown;
    }

    @Override
    public boolean isTerminated() {
        return shutDown && (life.isDead() || (tasks.isEmpty() && !running));
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return life.time().advanceUntil(this::isTerminated, Duration.ofMillis(unit.toMillis(timeout)));
    }
}
