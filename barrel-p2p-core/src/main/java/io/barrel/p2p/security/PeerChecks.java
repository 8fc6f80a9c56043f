package io.barrel.p2p.security;

import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this node demands of a peer. Each check returns, or throws a {@link HandshakeException} whose detail names the
 * values of both sides.
 */
record PeerChecks(HandshakeLocal local) {

    /** The peer is somebody else, and who was dialled. */
    void name(AuthMessage.Hello peer, @Nullable NodeId expected) {
        if (peer.node().equals(local.self()) || peer.publicKey().equals(local.publicKey())) {
            throw new HandshakeException(
                    AuthFailure.SELF,
                    "the peer calls itself " + peer.node() + " with key "
                            + peer.publicKey().fingerprint() + ", this node is " + local.self() + " with key "
                            + local.publicKey().fingerprint());
        }
        if (expected != null && !expected.equals(peer.node())) {
            throw new HandshakeException(
                    AuthFailure.NAME_MISMATCH, "dialled " + expected + " but " + peer.node() + " answered");
        }
    }

    /** Neither the peer's name nor the key it presents is barred. Asked again at the end: a revocation may have come meanwhile. */
    void revocation(AuthMessage.Hello peer) {
        NodeId node = peer.node();
        if (local.revoked().node(node)) {
            throw new HandshakeException(
                    AuthFailure.REVOKED, node + " is revoked here: if it is to come back, pin its key");
        }
        if (local.revoked().key(peer.publicKey())) {
            throw new HandshakeException(
                    AuthFailure.REVOKED,
                    node + " presented key " + peer.publicKey().fingerprint() + ", which is revoked here");
        }
    }

    /** The peer's wall clock is within the window around ours; both in milliseconds since 1970. */
    void clock(NodeId node, long theirs, long ours) {
        long window = local.config().timestampWindow().toMillis();
        if (theirs < ours - window || theirs > ours + window) {
            throw new HandshakeException(
                    AuthFailure.TIMESTAMP_SKEW,
                    "the clock of " + node + " says " + theirs + " ms since 1970, ours " + ours
                            + ", and auth.timestamp-window is " + window + " ms");
        }
    }

    /**
     * The key may speak for the name.
     *
     * @return whether it is pinned already; if not, it is used for the first time
     */
    boolean trust(AuthMessage.Hello peer) {
        NodeId node = peer.node();
        String presented = peer.publicKey().fingerprint();
        Optional<Pin> pin = local.trust().find(node);
        if (pin.isPresent()) {
            if (pin.get().publicKey().equals(peer.publicKey())) {
                return true;
            }
            throw new HandshakeException(
                    AuthFailure.KEY_MISMATCH,
                    node + " presented key " + presented + " but "
                            + pin.get().publicKey().fingerprint() + " is pinned for it since "
                            + pin.get().addedAt() + ": if it was rotated, pin the new key");
        }
        if (local.config().trustMode() == TrustMode.STRICT) {
            throw new HandshakeException(
                    AuthFailure.UNTRUSTED_KEY,
                    "no key is pinned for " + node + " and auth.trust-mode is strict: pin key " + presented
                            + " to let it in");
        }
        return false;
    }

    /** The peer's session agrees with ours where two nodes of one cluster must. */
    void session(Session ours, Session theirs) {
        if (theirs.protocolMin() > ours.protocolMax() || ours.protocolMin() > theirs.protocolMax()) {
            throw new HandshakeException(
                    AuthFailure.UNSUPPORTED_VERSION,
                    "the peer speaks session protocols " + range(theirs) + ", this node " + range(ours));
        }
        if (!theirs.clusterName().equals(ours.clusterName())) {
            throw new HandshakeException(
                    AuthFailure.CLUSTER_MISMATCH,
                    "the peer has cluster-name='" + theirs.clusterName() + "', this node '" + ours.clusterName() + "'");
        }
        if (theirs.ringSize() != ours.ringSize()) {
            throw new HandshakeException(
                    AuthFailure.RING_SIZE_MISMATCH,
                    "the peer has ring-size=" + theirs.ringSize() + ", this node " + ours.ringSize()
                            + ": nodes of one cluster need the same, or they would place shards differently");
        }
    }

    /** The peer speaks another version of the handshake. */
    HandshakeException foreignVersion(int version) {
        return new HandshakeException(
                AuthFailure.UNSUPPORTED_VERSION,
                "the peer speaks handshake version " + version + ", this node " + AuthMessage.VERSION);
    }

    /** The peer asks for a signature that this node has waived. */
    HandshakeException wantsSignature(NodeId node) {
        String why = local.config().enabled() ? "lists it in auth.cookie-only-nodes" : "has auth.enabled=false";
        return new HandshakeException(
                AuthFailure.AUTH_MODE_MISMATCH,
                node + " wants an Ed25519 signature, and this node " + why + ": both ends must agree");
    }

    /** The peer waives the signature that this node wants. */
    HandshakeException skippedSignature(NodeId node, boolean client) {
        return new HandshakeException(
                client ? AuthFailure.UNEXPECTED_AUTH_OK : AuthFailure.AUTH_MODE_MISMATCH,
                node + " skipped Ed25519, and this node neither lists it in auth.cookie-only-nodes nor has"
                        + " auth.enabled=false: both ends must agree");
    }

    /** The budget is used up; a node that cannot say whether it wants the peer does not take it. */
    HandshakeException budgetExpired(HandshakeState awaited) {
        return awaited == HandshakeState.ADMISSION
                ? new HandshakeException(
                        AuthFailure.REJECTED, "the admission policies were silent until auth.handshake-timeout expired")
                : new HandshakeException(
                        AuthFailure.HANDSHAKE_TIMEOUT, "auth.handshake-timeout expired while waiting for " + awaited);
    }

    private static String range(Session session) {
        return session.protocolMin() + " to " + session.protocolMax();
    }
}
