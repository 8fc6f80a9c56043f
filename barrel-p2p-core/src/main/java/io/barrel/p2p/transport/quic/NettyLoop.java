package io.barrel.p2p.transport.quic;

import io.barrel.p2p.transport.Loop;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Netty event loop as the rest of the node sees it. A task that throws is logged and harms no other. */
final class NettyLoop implements Loop {

    private static final Logger log = LoggerFactory.getLogger(NettyLoop.class);

    private final EventLoop eventLoop;

    NettyLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /**
     * Runs a task on the loop.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the transport is closed
     */
    @Override
    public void execute(Runnable task) {
        eventLoop.execute(guarded(task));
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public Cancellable schedule(Runnable task, long delayMillis) {
        Future<?> future = eventLoop.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    /** Netty keeps what a scheduled task throws in a future that nobody looks at. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("A task of the node's loop failed");
            }
        };
    }
}
