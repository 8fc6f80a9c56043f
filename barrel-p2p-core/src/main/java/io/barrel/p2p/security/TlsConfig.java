package io.barrel.p2p.security;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the node's TLS certificate comes from and when it is renewed (docs/reference/configuration.md).
 *
 * @param autoRotateBefore how long before its end the node makes itself a new certificate, 1 h to 3,649 d; null for never
 * @param source where it comes from; null for the certificate directory
 */
public record TlsConfig(
        @Nullable Duration autoRotateBefore, @Nullable CertificateSource source) {

    /** A certificate in the directory, which nobody rotates but the operator. */
    public static final TlsConfig DEFAULT = new TlsConfig(null, null);

    private static final String AUTO_ROTATE_BEFORE = "tls.auto-rotate-before";

    /** A certificate must live a day before it is rotated. */
    private static final Duration MOST = NodeCertificate.DEFAULT_VALIDITY.minusDays(1);

    /**
     * Checks the bounds.
     *
     * @throws InvalidConfigurationException naming the property, its value and the range, or if both are set
     */
    public TlsConfig {
        if (autoRotateBefore != null) {
            Check.range(AUTO_ROTATE_BEFORE, autoRotateBefore, Duration.ofHours(1), MOST);
            if (source != null) {
                throw new InvalidConfigurationException(
                        AUTO_ROTATE_BEFORE,
                        autoRotateBefore,
                        "is for certificates the node makes itself, but this one comes from " + source.origin()
                                + ": remove one of both settings");
            }
        }
    }
}
