package io.barrel.p2p.event;

/**
 * A key pair of this node was replaced and the new one is in force.
 *
 * @param kind which pair
 * @param fingerprint SHA-256 of the new public key or certificate, lower-case hex
 */
public record KeyRotated(Kind kind, String fingerprint) implements P2pEvent {

    /** Which key pair. */
    public enum Kind {
        /** The Ed25519 identity. */
        IDENTITY,
        /** The TLS certificate. */
        CERTIFICATE
    }
}
