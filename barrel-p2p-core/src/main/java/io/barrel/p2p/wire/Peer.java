package io.barrel.p2p.wire;

/**
 * A node and the address it advertises.
 *
 * @param node its name
 * @param address where it can be reached
 */
public record Peer(NodeId node, PeerAddress address) {

    @Override
    public String toString() {
        return node + " at " + address;
    }
}
