package io.barrel.p2p.test.faults;

import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.transport.LinkConfig;
import java.time.Duration;

/** How fast the nodes of a cluster are told to be. */
enum Pace {
    /** The defaults. */
    DEFAULT,

    /**
     * For many processes on two cores: patient with links, because a starting JVM takes the processor from the others for
     * seconds; quick in all that would make a test wait, such as forgetting a peer that cannot be reached.
     */
    TEST;

    HyParViewConfig membership() {
        HyParViewConfig defaults = HyParViewConfig.DEFAULT;
        return switch (this) {
            case DEFAULT -> defaults;
            case TEST ->
                new HyParViewConfig(
                        defaults.activeSize(),
                        defaults.passiveSize(),
                        defaults.arwl(),
                        defaults.prwl(),
                        defaults.shuffleLength(),
                        Duration.ofSeconds(1),
                        defaults.maxFailCount(),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        defaults.rotatePeriod(),
                        Duration.ofSeconds(1),
                        defaults.optimize());
        };
    }

    LinkConfig link() {
        LinkConfig defaults = LinkConfig.DEFAULT;
        return switch (this) {
            case DEFAULT -> defaults;
            case TEST -> new LinkConfig(Duration.ofSeconds(5), null, defaults.channelIdleTimeout());
        };
    }
}
