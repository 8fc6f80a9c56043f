package io.barrel.p2p.security;

import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Session;
import java.time.Instant;
import java.util.List;
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
     * @param offered how the peer says its key came about; ends in that key
     * @param now this node's wall clock in milliseconds since 1970
     * @return what is to be pinned before the peer is let in; null if nothing
     */
    @Nullable
    PinChange trust(AuthMessage.Hello peer, SuccessionChain offered, long now) {
        NodeId node = peer.node();
        Pin pin = local.trust().find(node).orElse(null);
        if (pin == null) {
            firstUse(peer);
            return new PinChange(node, peer.publicKey(), null, List.of(), newest(offered, node, Long.MIN_VALUE, now));
        }
        long followed = pin.followed() == null ? Long.MIN_VALUE : pin.followed().toEpochMilli();
        if (pin.publicKey().equals(peer.publicKey())) {
            Instant newest = newest(offered, node, followed, now);
            return newest == null ? null : new PinChange(node, peer.publicKey(), pin.publicKey(), List.of(), newest);
        }
        List<SuccessionLink> way =
                offered.wayFrom(node, pin.publicKey(), followed).orElse(List.of());
        if (way.isEmpty() || !plausible(offered, now)) {
            throw mismatch(peer, pin, mismatchAdvice(offered, pin));
        }
        if (way.stream().anyMatch(link -> local.revoked().key(link.oldKey()))) {
            throw new HandshakeException(
                    AuthFailure.REVOKED,
                    node + " presented key " + peer.publicKey().fingerprint()
                            + ", which follows one that is revoked here");
        }
        if (local.config().keySuccession() == KeySuccession.REJECT) {
            throw mismatch(
                    peer,
                    pin,
                    "the new key provably follows the old one, but auth.key-succession is reject:"
                            + " pin the new key to let it in");
        }
        List<String> between =
                way.stream().skip(1).map(link -> link.oldKey().fingerprint()).toList();
        return new PinChange(
                node,
                peer.publicKey(),
                pin.publicKey(),
                between,
                Instant.ofEpochMilli(offered.last().issuedAtMillis()));
    }

    /** When a peer with that key says it took it, if that is news; its own signature is enough for it. */
    private @Nullable Instant newest(SuccessionChain offered, NodeId node, long after, long now) {
        boolean news = !offered.isEmpty()
                && offered.last().issuedAtMillis() > after
                && plausible(offered, now)
                && offered.last().isSignedByNewKey(node);
        return news ? Instant.ofEpochMilli(offered.last().issuedAtMillis()) : null;
    }

    /** A link from the future would keep those that follow it from being followed. */
    private boolean plausible(SuccessionChain offered, long now) {
        return offered.last().issuedAtMillis()
                <= now + local.config().timestampWindow().toMillis();
    }

    private static HandshakeException mismatch(AuthMessage.Hello peer, Pin pin, String advice) {
        return new HandshakeException(
                AuthFailure.KEY_MISMATCH,
                peer.node() + " presented key " + peer.publicKey().fingerprint() + " but "
                        + pin.publicKey().fingerprint() + " is pinned for it since " + pin.addedAt() + ": " + advice);
    }

    private static String mismatchAdvice(SuccessionChain offered, Pin pin) {
        boolean forked = offered.links().stream()
                .anyMatch(link -> pin.predecessors().contains(link.oldKey().fingerprint()));
        if (offered.passes(pin.publicKey())) {
            return "the succession it offers from there is not signed by both keys, or older than the pin, or of the future";
        }
        return forked
                ? "the succession it offers forks from a key that was followed to the pinned one already: somebody else may"
                        + " have an old key of it"
                : "if it was rotated, pin the new key";
    }

    private void firstUse(AuthMessage.Hello peer) {
        NodeId node = peer.node();
        String presented = peer.publicKey().fingerprint();
        if (local.config().trustMode() == TrustMode.STRICT) {
            throw new HandshakeException(
                    AuthFailure.UNTRUSTED_KEY,
                    "no key is pinned for " + node + " and auth.trust-mode is strict: pin key " + presented
                            + " to let it in");
        }
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
