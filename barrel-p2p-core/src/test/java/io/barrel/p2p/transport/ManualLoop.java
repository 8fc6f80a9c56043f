package io.barrel.p2p.transport;

import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;

/** A loop whose time is moved by hand. Tasks may be given by any thread. */
public final class ManualLoop implements Loop {

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now;
    private long sequence;
    private boolean ended;

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, 0);
    }

    @Override
    public synchronized Cancellable schedule(Runnable task, long delayMillis) {
        if (ended) {
            throw new RejectedExecutionException("the loop has ended");
        }
        Task scheduled = new Task(now + delayMillis, sequence++, task);
        tasks.add(scheduled);
        return () -> cancel(scheduled);
    }

    /** Refuses everything from now on. */
    public synchronized void end() {
        ended = true;
    }

    private synchronized void cancel(Task task) {
        tasks.remove(task);
    }

    /** Runs what is due within that time. */
    public synchronized void advance(long millis) {
        long until = now + millis;
        for (Task next = tasks.peek(); next != null && next.at <= until; next = tasks.peek()) {
            tasks.poll();
            now = next.at;
            next.task.run();
        }
        now = until;
    }

    private record Task(long at, long sequence, Runnable task) implements Comparable<Task> {

        @Override
        public int compareTo(Task other) {
            return at == other.at ? Long.compare(sequence, other.sequence) : Long.compare(at, other.at);
        }
    }
}
