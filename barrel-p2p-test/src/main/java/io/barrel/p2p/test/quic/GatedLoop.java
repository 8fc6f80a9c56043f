package io.barrel.p2p.test.quic;

import io.barrel.p2p.transport.Loop;
import java.util.concurrent.RejectedExecutionException;

/** A loop that runs nothing once its node is dead. */
final class GatedLoop implements Loop {

    private final Loop real;
    private final Gate gate;

    GatedLoop(Loop real, Gate gate) {
        this.real = real;
        this.gate = gate;
    }

    @Override
    public boolean inLoop() {
        return real.inLoop();
    }

    @Override
    public long now() {
        return real.now();
    }

    @Override
    public void execute(Runnable task) {
        refuseIfDead();
        real.execute(gated(task));
    }

    @Override
    public Cancellable schedule(Runnable task, long delayMillis) {
        refuseIfDead();
        return real.schedule(gated(task), delayMillis);
    }

    private void refuseIfDead() {
        if (gate.isDead()) {
            throw new RejectedExecutionException("the node was crashed");
        }
    }

    private Runnable gated(Runnable task) {
        return () -> {
            if (!gate.isDead()) {
                task.run();
            }
        };
    }
}
