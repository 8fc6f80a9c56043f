package io.barrel.p2p.test.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a node: its threads, as far as there are any. It may be paused, and it may be killed. */
final class Life {

    /** What may lie unread in a paused node's socket and timers. */
    private static final int MAX_DEFERRED = 65_536;

    private static final Logger log = LoggerFactory.getLogger(Life.class);

    private final VirtualTime time;
    private final Deque<Runnable> deferred = new ArrayDeque<>();
    private boolean paused;
    private boolean dead;

    Life(VirtualTime time) {
        this.time = time;
    }

    VirtualTime time() {
        return time;
    }

    boolean isDead() {
        return dead;
    }

    /** Does a task after some milliseconds; later if it is paused then, never if it is dead. */
    VirtualTime.Task after(long millis, Runnable task) {
        return time.after(millis, () -> run(task));
    }

    /** Does a task, as soon as it is not paused. */
    void run(Runnable task) {
        if (dead) {
            return;
        }
        if (!paused) {
            task.run();
        } else if (deferred.size() < MAX_DEFERRED) {
            deferred.add(task);
        }
    }

    void pause() {
        paused = true;
    }

    /** Goes on with what has come meanwhile, in the order in which it came. */
    void resume() {
        paused = false;
        while (!paused && !dead) {
            Runnable task = deferred.poll();
            if (task == null) {
                return;
            }
            task.run();
        }
    }

    void kill() {
        dead = true;
        deferred.clear();
    }

    /** A defect costs one task, as on a real loop. */
    static void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("A task of an in-memory node failed");
        }
    }
}
