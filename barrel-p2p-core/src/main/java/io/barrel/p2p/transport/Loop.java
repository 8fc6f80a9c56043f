package io.barrel.p2p.transport;

import java.util.concurrent.Executor;

/** The one thread that owns a node's protocol state. Tasks run in the order they were given. */
public interface Loop extends Executor {

    /** Whether the caller runs on this loop. */
    boolean inLoop();

    /** Monotonic milliseconds; only differences mean something. */
    long now();

    /** Runs a task on the loop after a delay in milliseconds, unless cancelled before. */
    Cancellable schedule(Runnable task, long delayMillis);

    /** A task that may still be called off. */
    interface Cancellable {

        /** Calls the task off; does nothing if it has run. */
        void cancel();
    }
}
