package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.transport.LinkStatistics;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The links that are up.
 *
 * @param connections the newest {@value #LIMIT}, newest first
 * @param total how many there are
 */
public record ConnectionsDescriptor(List<Connection> connections, int total) implements OperationResponseBody {

    private static final int LIMIT = 1000;

    static ConnectionsDescriptor of(List<io.barrel.p2p.transport.Connection> connections) {
        return new ConnectionsDescriptor(
                connections.stream().limit(LIMIT).map(Connection::of).toList(), connections.size());
    }

    /**
     * A link.
     *
     * @param node who is at the other end
     * @param address where its packets come from; of no meaning if they come over other nodes
     * @param via the nodes that pass its packets on, from this one to the other; empty if it needs none
     * @param dialled whether this node dialled
     * @param active whether the peer is in the active view
     * @param assurance how the peer proved who it is: {@code identity} or {@code cookie_only}
     * @param incarnation the peer's, as text
     * @param since when it came up
     * @param rttMillis smoothed round-trip time; null before it was measured
     * @param bytesSent UDP payload bytes sent
     * @param bytesReceived UDP payload bytes received
     * @param framesSent control frames sent
     * @param framesReceived control frames received
     */
    public record Connection(
            String node,
            String address,
            List<String> via,
            boolean dialled,
            boolean active,
            String assurance,
            String incarnation,
            Instant since,
            @Nullable Double rttMillis,
            long bytesSent,
            long bytesReceived,
            long framesSent,
            long framesReceived) {

        private static Connection of(io.barrel.p2p.transport.Connection link) {
            LinkStatistics statistics = link.statistics();
            return new Connection(
                    link.peer().value(),
                    link.remoteAddress().toString(),
                    link.via().stream().map(NodeId::value).toList(),
                    link.dialled(),
                    link.active(),
                    NodeDescriptor.word(link.assurance()),
                    Long.toString(link.incarnation()),
                    statistics.since(),
                    statistics.rttNanos() == 0 ? null : statistics.rttNanos() / 1e6,
                    statistics.bytesSent(),
                    statistics.bytesReceived(),
                    statistics.framesSent(),
                    statistics.framesReceived());
        }
    }
}
