package io.barrel.p2p.test.memory;

import io.barrel.p2p.transport.Loop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;

/** The loop of a node. A task that lets time pass does not let another task of this loop in. */
final class MemoryLoop implements Loop {

    private final Life life;
    private final Deque<Runnable> interrupting = new ArrayDeque<>();
    private boolean running;
    private boolean closed;

    MemoryLoop(Life life) {
        this.life = life;
    }

    @Override
    public boolean inLoop() {
        return running;
    }

    @Override
    public long now() {
        return life.time().now();
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, 0);
    }

    /** As the interface says; refused once the loop is closed. */
    @Override
    public Cancellable schedule(Runnable task, long delayMillis) {
        if (closed || life.isDead()) {
            throw new RejectedExecutionException("the loop is closed");
        }
        VirtualTime.Task scheduled = life.after(delayMillis, () -> run(task));
        return scheduled::cancel;
    }

    /** Something arrives for this loop from outside. */
    void arrive(Runnable task) {
        life.run(() -> run(task));
    }

    boolean isDead() {
        return life.isDead();
    }

    void close() {
        closed = true;
    }

    private void run(Runnable task) {
        if (closed) {
            return;
        }
        if (running) {
            interrupting.add(task);
            return;
        }
        running = true;
        try {
            Life.guard(task);
            for (Runnable next = interrupting.poll(); next != null; next = interrupting.poll()) {
                Life.guard(next);
            }
        } finally {
            running = false;
        }
    }
}
