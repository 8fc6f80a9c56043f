package io.barrel.p2p.wire;

import java.util.List;
import java.util.Map;

/**
 * What a node tells a peer about itself once both are authenticated.
 *
 * @param protocolMin lowest protocol version it speaks, at least 1
 * @param protocolMax highest protocol version it speaks
 * @param capabilities optional abilities by name, at most {@link Limits#MAX_CAPABILITIES}
 * @param address where it can be reached
 * @param incarnation grows with every start of the node
 * @param replaces the id of the link this one replaces, 0 for none
 * @param ringSize partitions of the shard ring
 * @param clusterName the cluster it belongs to, at most {@link Limits#MAX_CLUSTER_NAME} characters
 * @param metadata free pairs, at most {@link Limits#MAX_METADATA} bytes in all
 */
public record Session(
        int protocolMin,
        int protocolMax,
        List<String> capabilities,
        PeerAddress address,
        long incarnation,
        long replaces,
        int ringSize,
        String clusterName,
        Map<String, String> metadata) {

    /** The protocol version of this implementation. */
    public static final int PROTOCOL_VERSION = 1;

    /** Takes copies of the collections. */
    public Session {
        capabilities = List.copyOf(capabilities);
        metadata = Map.copyOf(metadata);
    }

    /** The same session, replacing the link of that id. */
    public Session replacing(long link) {
        return new Session(
                protocolMin, protocolMax, capabilities, address, incarnation, link, ringSize, clusterName, metadata);
    }
}
