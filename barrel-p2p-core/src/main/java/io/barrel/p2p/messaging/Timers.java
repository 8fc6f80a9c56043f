package io.barrel.p2p.messaging;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** Which timers of an exchange are set. */
final class Timers {

    private final Set<ExchangeTimer> set = EnumSet.noneOf(ExchangeTimer.class);
    private final Consumer<ExchangeOutput> outputs;

    Timers(Consumer<ExchangeOutput> outputs) {
        this.outputs = outputs;
    }

    /** Sets a timer unless it is set. */
    void set(ExchangeTimer timer, long delayMillis) {
        if (set.add(timer)) {
            outputs.accept(new ExchangeOutput.Schedule(timer, delayMillis));
        }
    }

    void fired(ExchangeTimer timer) {
        set.remove(timer);
    }
}
