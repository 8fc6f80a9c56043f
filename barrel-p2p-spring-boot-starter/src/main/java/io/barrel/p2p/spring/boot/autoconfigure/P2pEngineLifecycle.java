package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2p;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

/**
 * Starts the node before the task executors and the web server start, and stops it after they stopped, so that work they
 * finish can still call the cluster.
 */
final class P2pEngineLifecycle implements SmartLifecycle {

    static final int PHASE = ExecutorConfigurationSupport.DEFAULT_PHASE - 1024;

    private final BarrelP2p node;

    P2pEngineLifecycle(BarrelP2p node) {
        this.node = node;
    }

    @Override
    public void start() {
        node.start();
    }

    @Override
    public void stop() {
        node.stop();
    }

    @Override
    public boolean isRunning() {
        return node.node().isPresent();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
