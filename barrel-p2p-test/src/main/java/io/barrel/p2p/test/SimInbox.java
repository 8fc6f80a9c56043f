package io.barrel.p2p.test;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a node has not come to yet, because it is stopped (SIGSTOP) or takes its time. Everything that concerns a node
 * passes here, so nothing overtakes what waits.
 */
final class SimInbox {

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean paused;
    private int slowness;
    private long busyUntil;
    private boolean draining;
    private int pauses;

    boolean isPaused() {
        return paused;
    }

    /** How often the node was stopped. */
    int pauses() {
        return pauses;
    }

    void pause() {
        if (!paused) {
            paused = true;
            pauses++;
        }
    }

    void resume() {
        paused = false;
    }

    /** How long each input takes from now on, in milliseconds. */
    void slowness(int millis) {
        slowness = millis;
    }

    boolean isFree(long now) {
        return !paused && waiting.isEmpty() && busyUntil <= now;
    }

    void add(Runnable event) {
        waiting.add(event);
    }

    /** An input is being handled: the node is busy for a while. */
    void handling(long now) {
        if (slowness > 0) {
            busyUntil = Math.max(busyUntil, now) + slowness;
        }
    }

    /** Whether somebody has to come back at {@link #busyUntil}; asked once, the answer is no until {@link #drain}. */
    boolean startsDraining() {
        if (paused || draining || waiting.isEmpty()) {
            return false;
        }
        draining = true;
        return true;
    }

    long busyUntil() {
        return busyUntil;
    }

    /** Handles what the node comes to by now. */
    void drain(long now) {
        draining = false;
        while (!paused && busyUntil <= now) {
            Runnable event = waiting.poll();
            if (event == null) {
                return;
            }
            event.run();
        }
    }

    /** The process is gone, and what it had not come to. */
    void clear() {
        waiting.clear();
        paused = false;
        busyUntil = 0;
    }
}
