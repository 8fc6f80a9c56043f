package io.barrel.p2p.membership;

import io.barrel.p2p.membership.ActiveView.Neighbor;
import io.barrel.p2p.membership.HyParViewConfig.Optimize;
import io.barrel.p2p.wire.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Which active peer gives way to one that is nearer: the optional step of X-BOT (Leitão, Marques, Pereira, Rodrigues, SRDS
 * 2009). Four nodes take part: two that come together, and the two they give up for it, which are brought together in turn,
 * so that nobody ends with fewer edges. The farthest peer of a view is never given up: without such edges the regions of a
 * network would part.
 */
final class NearerEdges {

    /** The least that must be gained: a fifth of the way (measurements vary), and a millisecond (below it nobody notices). */
    private static final long MIN_GAIN_NANOS = 1_000_000;

    private final Surroundings around;
    private final ActiveView active;

    NearerEdges(Surroundings around, ActiveView active) {
        this.around = around;
        this.active = active;
    }

    boolean wanted() {
        return around.config().optimize() == Optimize.RTT;
    }

    /** The farthest active peer but one, if the candidate is clearly nearer; null if nobody has to give way. */
    @Nullable
    Neighbor givesWayTo(NodeId candidate) {
        long distance = wanted() ? around.proximity().rttNanos(candidate) : 0;
        Neighbor farther = distance == 0 ? null : farthestButOne();
        return farther != null && isNearer(distance, around.proximity().rttNanos(farther.node())) ? farther : null;
    }

    private static boolean isNearer(long distance, long other) {
        return other - distance >= Math.max(MIN_GAIN_NANOS, other / 5);
    }

    private @Nullable Neighbor farthestButOne() {
        Neighbor farthest = null;
        Neighbor next = null;
        long farthestRtt = 0;
        long nextRtt = 0;
        for (Neighbor neighbor : active.all()) {
            long rtt = around.proximity().rttNanos(neighbor.node());
            if (rtt > farthestRtt) {
                next = farthest;
                nextRtt = farthestRtt;
                farthest = neighbor;
                farthestRtt = rtt;
            } else if (rtt > nextRtt) {
                next = neighbor;
                nextRtt = rtt;
            }
        }
        return next;
    }
}
