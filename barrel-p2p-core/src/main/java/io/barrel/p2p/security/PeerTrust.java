package io.barrel.p2p.security;

import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.util.Optional;

/**
 * Decides whether a key may speak for a name.
 *
 * @param store the pins
 * @param mode what happens to a name without a pin
 */
record PeerTrust(TrustStore store, TrustMode mode) {

    /**
     * Decides.
     *
     * @return whether the key is pinned already; if not, it may be used for the first time
     * @throws HandshakeException if another key is pinned, or none and the mode is strict
     */
    boolean decide(NodeId node, PublicKey key) {
        Optional<Pin> pin = store.find(node);
        if (pin.isPresent()) {
            if (pin.get().publicKey().equals(key)) {
                return true;
            }
            throw new HandshakeException(
                    AuthFailure.KEY_MISMATCH,
                    node + " presented the key " + key.fingerprint() + " but "
                            + pin.get().publicKey().fingerprint() + " is pinned for it since "
                            + pin.get().addedAt() + ": if its key was rotated, pin the new one");
        }
        if (mode == TrustMode.STRICT) {
            throw new HandshakeException(
                    AuthFailure.UNTRUSTED_KEY,
                    "no key is pinned for " + node + " and auth.trust-mode is strict: pin " + key.fingerprint()
                            + " to let it in");
        }
        return false;
    }
}
