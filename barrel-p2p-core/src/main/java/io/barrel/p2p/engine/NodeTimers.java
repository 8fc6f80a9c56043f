package io.barrel.p2p.engine;

import io.barrel.p2p.node.NodeTimer;
import io.barrel.p2p.transport.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The timers of a node on a loop: setting one that is set moves it. Confined to the loop. */
final class NodeTimers {

    private final Loop loop;
    private final Consumer<NodeTimer> fired;
    private final Map<NodeTimer, Loop.Cancellable> tasks = new HashMap<>();

    NodeTimers(Loop loop, Consumer<NodeTimer> fired) {
        this.loop = loop;
        this.fired = fired;
    }

    void schedule(NodeTimer timer, long delayMillis) {
        cancel(timer);
        tasks.put(timer, loop.schedule(() -> fire(timer), delayMillis));
    }

    void cancel(NodeTimer timer) {
        Loop.Cancellable task = tasks.remove(timer);
        if (task != null) {
            task.cancel();
        }
    }

    private void fire(NodeTimer timer) {
        tasks.remove(timer);
        fired.accept(timer);
    }
}
