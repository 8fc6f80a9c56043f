package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.Neighbour;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The overlay of the whole cluster, as its members tell it.
 *
 * @param at when they were asked
 * @param nodes those who answered, by name
 * @param unanswered those who did not, by name
 * @param total how many members are alive; at most {@value #LIMIT} are asked
 */
public record OverlayDescriptor(Instant at, List<Node> nodes, List<Unanswered> unanswered, int total)
        implements OperationResponseBody {

    static final int LIMIT = 1000;

    /**
     * A member that answered.
     *
     * @param node its name
     * @param neighbours its active view, oldest first
     */
    public record Node(String node, List<Edge> neighbours) {

        static Node of(NodeId node, List<Neighbour> neighbours) {
            return new Node(node.value(), neighbours.stream().map(Edge::of).toList());
        }
    }

    /**
     * An edge, seen from one of its ends.
     *
     * @param node the other end
     * @param rttMillis smoothed round-trip time; null before it was measured
     * @param eager whether broadcasts are passed on over it in full, rather than their ids
     */
    public record Edge(String node, @Nullable Double rttMillis, boolean eager) {

        private static Edge of(Neighbour neighbour) {
            Duration rtt = neighbour.rtt();
            return new Edge(neighbour.node().value(), rtt == null ? null : rtt.toNanos() / 1e6, neighbour.eager());
        }
    }

    /**
     * A member that did not answer.
     *
     * @param node its name
     * @param reason why, such as {@code timeout}, or {@code no_handler} from an older version
     */
    public record Unanswered(String node, String reason) {}
}
