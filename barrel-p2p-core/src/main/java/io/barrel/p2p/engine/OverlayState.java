package io.barrel.p2p.engine;

import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.ViewState;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The overlay at one moment, immutable: what user threads read.
 *
 * @param views the machine's views
 * @param links the links that carry frames
 * @param node what the node is doing
 * @param since since when, on the loop's clock
 */
record OverlayState(ViewState views, List<Link> links, NodeState node, long since) {

    static OverlayState initial(long now) {
        return new OverlayState(new ViewState(List.of(), List.of()), List.of(), NodeState.JOINING, now);
    }

    /**
     * What follows.
     *
     * @param left whether the node left on request
     * @param orderly whether the last peer to leave the active view did so in order
     * @param contacts how many contacts there were to try when last asked; negative before that
     */
    OverlayState next(ViewState views, Collection<Link> links, boolean left, boolean orderly, int contacts, long now) {
        NodeState next = nodeState(views, left, orderly, contacts);
        return new OverlayState(views, List.copyOf(links), next, next == node ? since : now);
    }

    private NodeState nodeState(ViewState views, boolean left, boolean orderly, int contacts) {
        if (left) {
            return NodeState.LEFT;
        }
        if (!views.active().isEmpty()) {
            return NodeState.JOINED;
        }
        if (node == NodeState.ISOLATED || (node == NodeState.JOINED && !orderly)) {
            return NodeState.ISOLATED;
        }
        return contacts == 0 ? NodeState.ALONE : NodeState.JOINING;
    }

    boolean isActive(NodeId node) {
        return views.active().stream().anyMatch(active -> active.peer().node().equals(node));
    }

    /**
     * The views as users see them.
     *
     * @param now on the loop's clock
     * @param wall the same moment on the wall clock
     */
    Views views(HyParViewConfig config, long now, Instant wall) {
        return new Views(
                views.active().stream()
                        .map(active -> new Views.Active(
                                active.peer(),
                                wall.minusMillis(now - active.since()),
                                rtt(active.peer().node())))
                        .toList(),
                views.passive().stream()
                        .map(passive -> new Views.Passive(
                                passive.peer(), wall.minusMillis(now - passive.lastSeen()), passive.failures()))
                        .toList(),
                config.activeSize(),
                config.passiveSize());
    }

    List<Connection> connections() {
        return links.stream()
                .map(link -> new Connection(
                        link.peer(),
                        link.remoteAddress(),
                        link.route().map(Route::via).orElse(List.of()),
                        link.dialled(),
                        isActive(link.peer()),
                        link.assurance(),
                        link.session().incarnation(),
                        link.statistics()))
                .sorted(Comparator.comparing((Connection connection) ->
                                connection.statistics().since())
                        .reversed())
                .toList();
    }

    private @Nullable Duration rtt(NodeId node) {
        long nanos = rttNanos(node);
        return nanos == 0 ? null : Duration.ofNanos(nanos);
    }

    /** The round trip to a peer; 0 if it is not linked, or not measured. */
    long rttNanos(NodeId node) {
        for (Link link : links) {
            if (link.peer().equals(node)) {
                return link.statistics().rttNanos();
            }
        }
        return 0;
    }
}
