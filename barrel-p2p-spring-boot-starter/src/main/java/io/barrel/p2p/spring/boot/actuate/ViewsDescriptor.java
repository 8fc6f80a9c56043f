package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.membership.Views;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The active and the passive view.
 *
 * @param active active peers, oldest first
 * @param passive passive peers, most recently seen first
 * @param activeSize bound of the active view
 * @param passiveSize bound of the passive view
 */
public record ViewsDescriptor(List<ActivePeer> active, List<PassivePeer> passive, int activeSize, int passiveSize)
        implements OperationResponseBody {

    static ViewsDescriptor of(Views views) {
        return new ViewsDescriptor(
                views.active().stream().map(ActivePeer::of).toList(),
                views.passive().stream().map(PassivePeer::of).toList(),
                views.activeSize(),
                views.passiveSize());
    }

    /**
     * An active peer.
     *
     * @param node its name
     * @param address where it is dialled
     * @param since when it entered the view
     * @param rttMillis smoothed round-trip time; null before it was measured
     */
    public record ActivePeer(
            String node,
            String address,
            Instant since,
            @Nullable Double rttMillis) {

        private static ActivePeer of(Views.Active active) {
            Duration rtt = active.rtt();
            return new ActivePeer(
                    active.peer().node().value(),
                    active.peer().address().toString(),
                    active.since(),
                    rtt == null ? null : rtt.toNanos() / 1e6);
        }
    }

    /**
     * A passive peer.
     *
     * @param node its name
     * @param address where it is dialled
     * @param lastSeen when it was last heard of
     * @param failures failed attempts to link to it since it was last linked
     */
    public record PassivePeer(String node, String address, Instant lastSeen, int failures) {

        private static PassivePeer of(Views.Passive passive) {
            return new PassivePeer(
                    passive.peer().node().value(),
                    passive.peer().address().toString(),
                    passive.lastSeen(),
                    passive.failures());
        }
    }
}
