package io.barrel.p2p.membership;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a node does again and again while it takes part; each period is jittered, so that nodes do not stay in step. */
final class Rounds {

    /** Time between two looks at what is due. */
    private static final long MAINTAIN_MILLIS = 1_000;

    private final Surroundings around;
    private final Map<MembershipTimer, Long> periods = new LinkedHashMap<>();

    Rounds(Surroundings around) {
        this.around = around;
        HyParViewConfig config = around.config();
        add(new MembershipTimer.Shuffle(), config.shufflePeriod());
        periods.put(
                new MembershipTimer.Maintain(),
                Math.min(MAINTAIN_MILLIS, config.baseBackoff().toMillis()));
        add(new MembershipTimer.Rotate(), config.rotatePeriod());
        add(new MembershipTimer.Heal(), config.healPeriod());
        if (config.optimize() == HyParViewConfig.Optimize.RTT) {
            // As often as there are new candidates to look at.
            add(new MembershipTimer.Approach(), config.shufflePeriod());
        }
    }

    private void add(MembershipTimer timer, Duration period) {
        periods.put(timer, period.toMillis());
    }

    void begin() {
        periods.keySet().forEach(this::again);
    }

    /** Sets the timer once more; does nothing if it is not one of a round. */
    void again(MembershipTimer timer) {
        Long period = periods.get(timer);
        if (period != null) {
            around.schedule(timer, around.jittered(period));
        }
    }

    void end() {
        periods.keySet().forEach(around::cancel);
    }
}
