package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import org.jspecify.annotations.Nullable;

/**
 * A node to try first.
 *
 * @param node its name, if known; whoever answers must then have that name
 * @param address where to dial
 */
public record Contact(@Nullable NodeId node, PeerAddress address) {

    @Override
    public String toString() {
        return node == null ? address.toString() : node + " at " + address;
    }
}
