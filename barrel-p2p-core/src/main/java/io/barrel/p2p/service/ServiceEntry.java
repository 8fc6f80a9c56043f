package io.barrel.p2p.service;

import io.barrel.p2p.wire.NodeId;
import java.util.Map;

/**
 * A replica's entry of a service, read.
 *
 * @param service its name
 * @param node who offers it, or did
 * @param incarnation in which life of the node
 * @param stamp when that was said, by the node's hybrid clock
 * @param offered whether it is offered, and not taken back
 * @param metadata what is told of it
 * @param since since when it is offered, in milliseconds since 1970
 */
record ServiceEntry(
        String service,
        NodeId node,
        long incarnation,
        long stamp,
        boolean offered,
        Map<String, String> metadata,
        long since) {

    ServiceEntry {
        metadata = Map.copyOf(metadata);
    }
}
