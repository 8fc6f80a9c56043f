package io.barrel.p2p.engine;

import io.barrel.p2p.membership.MembershipTimer;
import io.barrel.p2p.transport.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The timers of the membership machine on a loop: setting one that is set moves it. Confined to the loop. */
final class MembershipTimers {

    private final Loop loop;
    private final Consumer<MembershipTimer> fired;
    private final Map<MembershipTimer, Loop.Cancellable> tasks = new HashMap<>();

    MembershipTimers(Loop loop, Consumer<MembershipTimer> fired) {
        this.loop = loop;
        this.fired = fired;
    }

    void schedule(MembershipTimer timer, long delayMillis) {
        cancel(timer);
        tasks.put(timer, loop.schedule(() -> fire(timer), delayMillis));
    }

    void cancel(MembershipTimer timer) {
        Loop.Cancellable task = tasks.remove(timer);
        if (task != null) {
            task.cancel();
        }
    }

    private void fire(MembershipTimer timer) {
        tasks.remove(timer);
        fired.accept(timer);
    }
}
