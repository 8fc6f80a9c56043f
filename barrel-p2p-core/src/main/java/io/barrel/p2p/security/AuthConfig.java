package io.barrel.p2p.security;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How peers are authenticated.
 *
 * @param enabled whether peers prove an Ed25519 identity; both ends must agree
 * @param trustMode what happens to a peer without a pin
 * @param handshakeTimeout budget of one whole handshake
 * @param timestampWindow how far a peer's wall clock may be off
 * @param cookieOnlyNodes patterns of peers that are let in by the cookie alone; {@code *} may stand for a side of the name
 * @param maxPins the most pins the trust store takes
 * @param revokers fingerprints of the keys whose revocations count on this node
 * @param cookie the shared secret of the cluster
 * @param keySuccession what happens to a peer whose key provably followed from the pinned one
 */
public record AuthConfig(
        boolean enabled,
        TrustMode trustMode,
        Duration handshakeTimeout,
        Duration timestampWindow,
        List<String> cookieOnlyNodes,
        int maxPins,
        List<String> revokers,
        Cookie cookie,
        KeySuccession keySuccession) {

    /** The defaults of the deployment guide, with its placeholder cookie. */
    public static final AuthConfig DEFAULT = builder().build();

    /**
     * Checks the bounds and refuses weak combinations.
     *
     * @throws InvalidConfigurationException naming the property, its value and the fix
     */
    public AuthConfig {
        cookieOnlyNodes = List.copyOf(cookieOnlyNodes);
        revokers = List.copyOf(revokers);
        Check.range("auth.handshake-timeout", handshakeTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
        Check.range("auth.timestamp-window", timestampWindow, Duration.ofMillis(1), Duration.ofDays(1));
        if (maxPins < 1) {
            throw new InvalidConfigurationException("auth.max-pins", maxPins, "must be at least 1");
        }
        cookieOnlyNodes.forEach(CookieOnlyNodes::check);
        revokers.forEach(AuthConfig::requireFingerprint);
        if (cookie.isPlaceholder() && !enabled) {
            throw new InvalidConfigurationException(
                    "auth.enabled",
                    false,
                    "leaves the cookie as the only defence, and cookie is still the default placeholder:"
                            + " set a secret cookie or leave authentication on");
        }
        if (cookie.isPlaceholder() && !cookieOnlyNodes.isEmpty()) {
            throw new InvalidConfigurationException(
                    "auth.cookie-only-nodes",
                    cookieOnlyNodes,
                    "lets peers in by the cookie alone, and cookie is still the default placeholder:"
                            + " set a secret cookie or remove the patterns");
        }
    }

    /** A builder that starts from the {@linkplain #DEFAULT defaults}. */
    public static Builder builder() {
        return new Builder();
    }

    private static void requireFingerprint(String revoker) {
        if (!Fingerprint.isOne(revoker)) {
            throw new InvalidConfigurationException(
                    "auth.revokers",
                    revoker,
                    "must be the fingerprint of a public key, 64 lower-case hex digits, as /actuator/p2p/auth shows it");
        }
    }

    /** Makes an {@link AuthConfig}. For one thread. */
    public static final class Builder {

        private boolean enabled = true;
        private TrustMode trustMode = TrustMode.TOFU;
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private Duration timestampWindow = Duration.ofSeconds(30);
        private List<String> cookieOnlyNodes = List.of();
        private int maxPins = 65_536;
        private List<String> revokers = List.of();
        private Cookie cookie = Cookie.PLACEHOLDER;
        private @Nullable KeySuccession keySuccession;

        private Builder() {}

        /** Sets {@link AuthConfig#enabled}. */
        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /** Sets {@link AuthConfig#trustMode}. */
        public Builder trustMode(TrustMode trustMode) {
            this.trustMode = trustMode;
            return this;
        }

        /** Sets {@link AuthConfig#handshakeTimeout}. */
        public Builder handshakeTimeout(Duration handshakeTimeout) {
            this.handshakeTimeout = handshakeTimeout;
            return this;
        }

        /** Sets {@link AuthConfig#timestampWindow}. */
        public Builder timestampWindow(Duration timestampWindow) {
            this.timestampWindow = timestampWindow;
            return this;
        }

        /** Sets {@link AuthConfig#cookieOnlyNodes}. */
        public Builder cookieOnlyNodes(List<String> cookieOnlyNodes) {
            this.cookieOnlyNodes = cookieOnlyNodes;
            return this;
        }

        /** Sets {@link AuthConfig#maxPins}. */
        public Builder maxPins(int maxPins) {
            this.maxPins = maxPins;
            return this;
        }

        /** Sets {@link AuthConfig#revokers}. */
        public Builder revokers(List<String> revokers) {
            this.revokers = revokers;
            return this;
        }

        /** Sets {@link AuthConfig#cookie}. */
        public Builder cookie(Cookie cookie) {
            this.cookie = cookie;
            return this;
        }

        /** Sets {@link AuthConfig#keySuccession}; null, as at first, for the one that goes with the trust mode. */
        public Builder keySuccession(@Nullable KeySuccession keySuccession) {
            this.keySuccession = keySuccession;
            return this;
        }

        /**
         * Makes it.
         *
         * @throws InvalidConfigurationException naming the property, its value and the fix
         */
        public AuthConfig build() {
            return new AuthConfig(
                    enabled,
                    trustMode,
                    handshakeTimeout,
                    timestampWindow,
                    cookieOnlyNodes,
                    maxPins,
                    revokers,
                    cookie,
                    keySuccession == null ? KeySuccession.defaultFor(trustMode) : keySuccession);
        }
    }
}
