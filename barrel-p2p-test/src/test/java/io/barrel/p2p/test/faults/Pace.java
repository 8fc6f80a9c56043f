package io.barrel.p2p.test.faults;

import io.barrel.p2p.engine.ChannelGcConfig;
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
    TEST,

    /**
     * {@link #TEST} with views of three, so that most nodes are no neighbours, which exchange an edge every second: full views so
     * small would stay apart, once they are. Links that nobody needs are closed soon.
     */
    CHURN;

    HyParViewConfig membership() {
        HyParViewConfig defaults = HyParViewConfig.DEFAULT;
        return switch (this) {
            case DEFAULT -> defaults;
            case TEST -> quick(defaults.activeSize(), defaults.rotatePeriod());
            case CHURN -> quick(3, Duration.ofSeconds(1));
        };
    }

    private static HyParViewConfig quick(int activeSize, Duration rotatePeriod) {
        HyParViewConfig defaults = HyParViewConfig.DEFAULT;
        return new HyParViewConfig(
                activeSize,
                defaults.passiveSize(),
                defaults.arwl(),
                defaults.prwl(),
                defaults.shuffleLength(),
                Duration.ofSeconds(1),
                defaults.maxFailCount(),
                Duration.ofMillis(200),
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                rotatePeriod,
                Duration.ofSeconds(1),
                defaults.optimize());
    }

    LinkConfig link() {
        LinkConfig defaults = LinkConfig.DEFAULT;
        return switch (this) {
            case DEFAULT -> defaults;
            case TEST, CHURN -> new LinkConfig(Duration.ofSeconds(5), null, defaults.channelIdleTimeout());
        };
    }

    ChannelGcConfig channelGc() {
        return switch (this) {
            case DEFAULT, TEST -> ChannelGcConfig.DEFAULT;
            case CHURN -> new ChannelGcConfig(Duration.ofSeconds(1), Duration.ZERO);
        };
    }
}
