package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2p;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes the node out of the overlay before anything else stops: peers stop relying on it while the web server still drains.
 * The node itself runs on until {@link P2pEngineLifecycle} stops it. Starting is that bean's work too; this one only
 * remembers that there is something to leave.
 */
final class P2pLeaveLifecycle implements SmartLifecycle {

    /** Above the graceful shutdown of the web server, at {@code DEFAULT_PHASE - 1024}: the highest phase stops first. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE;

    private static final long LEAVE_MILLIS = 1000;

    private static final Logger logger = LoggerFactory.getLogger(P2pLeaveLifecycle.class);

    private final BarrelP2p node;
    private volatile boolean running;

    P2pLeaveLifecycle(BarrelP2p node) {
        this.node = node;
    }

    @Override
    public void start() {
        running = true;
    }

    /** Begins to leave; the acknowledgements of the peers are not awaited. */
    @Override
    public void stop() {
        stop(() -> {});
    }

    /**
     * Leaves and calls back when the peers acknowledged, or after a second. The time limit is on a copy: leaving itself goes
     * on in the node.
     */
    @Override
    public void stop(Runnable callback) {
        running = false;
        leave().whenComplete((views, failure) -> {
            if (failure != null) {
                logger.atWarn()
                        .addKeyValue("reason", failure)
                        .log("Stopping without a confirmed leave: peers may see a failure instead of a graceful exit");
            }
            callback.run();
        });
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private CompletionStage<?> leave() {
        if (node.node().isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        try {
            return node.leave().toCompletableFuture().copy().orTimeout(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
