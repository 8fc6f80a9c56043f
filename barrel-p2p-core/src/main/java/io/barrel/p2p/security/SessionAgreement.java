package io.barrel.p2p.security;

import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.Session;

/** Whether two nodes can work together, by what they say of themselves. */
final class SessionAgreement {

    private SessionAgreement() {}

    /**
     * Compares what must agree.
     *
     * @throws HandshakeException naming both values of what does not
     */
    static void check(Session local, Session peer) {
        if (peer.protocolMin() > local.protocolMax() || local.protocolMin() > peer.protocolMax()) {
            throw new HandshakeException(
                    AuthFailure.UNSUPPORTED_VERSION,
                    "the peer speaks session protocols " + range(peer) + ", this node " + range(local));
        }
        if (!peer.clusterName().equals(local.clusterName())) {
            throw new HandshakeException(
                    AuthFailure.CLUSTER_MISMATCH,
                    "the peer belongs to cluster '" + peer.clusterName() + "', this node to '" + local.clusterName()
                            + "'");
        }
        if (peer.ringSize() != local.ringSize()) {
            throw new HandshakeException(
                    AuthFailure.RING_SIZE_MISMATCH,
                    "the peer has ring-size=" + peer.ringSize() + ", this node ring-size=" + local.ringSize()
                            + ": all nodes of a cluster need the same, or they would place shards differently");
        }
    }

    private static String range(Session session) {
        return session.protocolMin() + " to " + session.protocolMax();
    }
}
