package io.barrel.p2p.security;

import io.barrel.p2p.wire.AuthFailure;
import java.time.Instant;
import java.util.Map;

/**
 * Authentication at one moment.
 *
 * @param enabled whether peers prove an Ed25519 identity
 * @param trustMode what happens to a peer without a pin
 * @param keySuccession what happens to a peer whose key provably followed from the pinned one
 * @param trustedPeers pins in the trust store
 * @param incoming handshakes of peers that dialled
 * @param outgoing handshakes of peers that were dialled
 * @param failures failed handshakes by reason since start; only reasons that occurred
 * @param handshakes how long the last successful handshakes took
 * @param identity this node's Ed25519 key
 * @param certificate this node's TLS certificate
 */
public record AuthStatus(
        boolean enabled,
        TrustMode trustMode,
        KeySuccession keySuccession,
        int trustedPeers,
        Attempts incoming,
        Attempts outgoing,
        Map<AuthFailure, Long> failures,
        Durations handshakes,
        Identity identity,
        Certificate certificate) {

    /** Takes a copy of the map. */
    public AuthStatus {
        failures = Map.copyOf(failures);
    }

    /**
     * Handshakes since start.
     *
     * @param ok succeeded
     * @param fail failed
     */
    public record Attempts(long ok, long fail) {}

    /**
     * Durations of the last 1,024 successful handshakes in milliseconds; all 0 before the first.
     *
     * @param p50 median
     * @param p95 95th percentile
     * @param max longest
     */
    public record Durations(double p50, double p95, double max) {}

    /**
     * An Ed25519 key.
     *
     * @param publicKey its public half
     * @param createdAt when its file was written
     */
    public record Identity(PublicKey publicKey, Instant createdAt) {}

    /**
     * A TLS certificate.
     *
     * @param fingerprint SHA-256 of its DER, lower-case hex
     * @param notBefore begin of validity
     * @param notAfter end of validity
     */
    public record Certificate(String fingerprint, Instant notBefore, Instant notAfter) {}
}
