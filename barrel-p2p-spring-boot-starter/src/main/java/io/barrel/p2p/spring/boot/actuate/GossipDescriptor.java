package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.gossip.GossipStatus;
import io.barrel.p2p.wire.NodeId;
import java.util.List;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * How broadcasts go.
 *
 * @param eager names of neighbours that are sent broadcasts in full
 * @param lazy names of neighbours that are told of broadcasts by their ids
 * @param cachedMessages broadcasts kept to repair the delivery to others
 * @param cachedBytes bytes they take
 * @param missing broadcasts that were announced and have not arrived
 */
public record GossipDescriptor(List<String> eager, List<String> lazy, int cachedMessages, long cachedBytes, int missing)
        implements OperationResponseBody {

    static GossipDescriptor of(GossipStatus status) {
        return new GossipDescriptor(
                status.eager().stream().map(NodeId::value).toList(),
                status.lazy().stream().map(NodeId::value).toList(),
                status.cachedMessages(),
                status.cachedBytes(),
                status.missing());
    }
}
