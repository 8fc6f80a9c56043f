package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.security.AuthStatus;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * How authentication goes.
 *
 * @param enabled whether peers prove an Ed25519 identity
 * @param trustMode what happens to a peer without a pin: {@code tofu} or {@code strict}
 * @param keySuccession what happens to a peer whose new key is signed by the pinned one: {@code accept} or {@code reject}
 * @param trustedPeers number of pins
 * @param attempts handshakes since the start
 * @param failures failed handshakes since the start by reason
 * @param handshakeMillis how long the last successful handshakes took
 * @param identity this node's Ed25519 key
 * @param certificate this node's TLS certificate
 */
public record AuthDescriptor(
        boolean enabled,
        String trustMode,
        String keySuccession,
        int trustedPeers,
        Attempts attempts,
        Map<String, Long> failures,
        Durations handshakeMillis,
        Identity identity,
        Certificate certificate)
        implements OperationResponseBody {

    static AuthDescriptor of(AuthStatus status) {
        Map<String, Long> failures = new TreeMap<>();
        status.failures().forEach((reason, count) -> failures.put(reason.word(), count));
        return new AuthDescriptor(
                status.enabled(),
                NodeDescriptor.word(status.trustMode()),
                NodeDescriptor.word(status.keySuccession()),
                status.trustedPeers(),
                new Attempts(Outcomes.of(status.incoming()), Outcomes.of(status.outgoing())),
                failures,
                Durations.of(status.handshakes()),
                Identity.of(status.identity()),
                Certificate.of(status.certificate()));
    }

    /**
     * Handshakes by who dialled.
     *
     * @param incoming the peer dialled
     * @param outgoing this node dialled
     */
    public record Attempts(Outcomes incoming, Outcomes outgoing) {}

    /**
     * Handshakes by outcome.
     *
     * @param ok succeeded
     * @param fail failed
     */
    public record Outcomes(long ok, long fail) {

        private static Outcomes of(AuthStatus.Attempts attempts) {
            return new Outcomes(attempts.ok(), attempts.fail());
        }
    }

    /**
     * Durations in milliseconds; 0 before the first.
     *
     * @param p50 median
     * @param p95 95th percentile
     * @param max longest
     */
    public record Durations(double p50, double p95, double max) {

        private static Durations of(AuthStatus.Durations durations) {
            return new Durations(durations.p50(), durations.p95(), durations.max());
        }
    }

    /**
     * An Ed25519 key.
     *
     * @param fingerprint SHA-256 of the raw public key, lower-case hex
     * @param publicKey the raw public key in Base64, as peers are told it to pin it
     * @param createdAt when it was made
     */
    public record Identity(String fingerprint, String publicKey, Instant createdAt) {

        private static Identity of(AuthStatus.Identity identity) {
            String raw = Base64.getEncoder().encodeToString(identity.publicKey().bytes());
            return new Identity(identity.publicKey().fingerprint(), raw, identity.createdAt());
        }
    }

    /**
     * A TLS certificate.
     *
     * @param fingerprint SHA-256 of its DER, lower-case hex
     * @param notBefore begin of validity
     * @param notAfter end of validity
     */
    public record Certificate(String fingerprint, Instant notBefore, Instant notAfter) {

        private static Certificate of(AuthStatus.Certificate certificate) {
            return new Certificate(certificate.fingerprint(), certificate.notBefore(), certificate.notAfter());
        }
    }
}
