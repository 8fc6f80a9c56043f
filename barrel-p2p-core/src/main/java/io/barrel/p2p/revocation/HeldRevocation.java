package io.barrel.p2p.revocation;

import org.jspecify.annotations.Nullable;

/**
 * A revocation and what this node alone knows of it.
 *
 * @param signed the revocation, whose signature is right
 * @param local whether it was issued by this node, with the key of the moment
 * @param liftedFor fingerprint of the key that an operator pinned for the node since; null if none did
 */
record HeldRevocation(
        SignedRevocation signed, boolean local, @Nullable String liftedFor) {

    boolean barsName() {
        return liftedFor == null;
    }

    boolean barsKey(String fingerprint) {
        return !fingerprint.equals(liftedFor);
    }

    HeldRevocation lifted(String fingerprint) {
        return new HeldRevocation(signed, local, fingerprint);
    }
}
