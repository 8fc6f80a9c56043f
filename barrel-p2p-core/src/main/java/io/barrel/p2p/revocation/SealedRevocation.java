package io.barrel.p2p.revocation;

import java.time.Instant;

/** A revocation that this node signed and has not told anybody yet. */
public final class SealedRevocation {

    private final SignedRevocation signed;

    SealedRevocation(SignedRevocation signed) {
        this.signed = signed;
    }

    SignedRevocation signed() {
        return signed;
    }

    /** The revocation as it is once it counts. */
    public Revocation revocation() {
        return new Revocation(
                signed.node(),
                signed.keys(),
                signed.reason(),
                Instant.ofEpochMilli(signed.issuedAt()),
                signed.issuer(),
                signed.issuerKey().fingerprint(),
                Revocation.Effect.IN_FORCE);
    }

    @Override
    public String toString() {
        return "SealedRevocation[" + signed.node() + "]";
    }
}
