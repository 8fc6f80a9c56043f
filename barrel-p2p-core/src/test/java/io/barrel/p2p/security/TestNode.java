package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Session;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A node that takes part in handshakes of tests; change its fields before a handshake begins. */
final class TestNode {

    static final long NOW = 1_800_000_000_000L;

    final NodeId id;
    final SeededSecureRandom random;
    final MemoryTrustStore trust = new MemoryTrustStore();
    Revoked revoked = Revoked.NOBODY;
    NodeIdentity identity;
    byte[] certificate;
    AuthConfig config;
    Session session;
    long clock = NOW;

    TestNode(String name) {
        this.id = NodeId.of(name);
        this.random = new SeededSecureRandom(name.hashCode());
        this.identity = NodeIdentity.generate(random);
        this.certificate = ("certificate of " + name).getBytes(StandardCharsets.UTF_8);
        this.config = config(true, TrustMode.TOFU, "secret", List.of());
        session("test", 64, 1, 1);
    }

    TestNode strict() {
        config = config(true, TrustMode.STRICT, "secret", List.of());
        return this;
    }

    TestNode authOff() {
        config = config(false, TrustMode.TOFU, "secret", List.of());
        return this;
    }

    TestNode cookieOnly(String... patterns) {
        config = config(true, TrustMode.TOFU, "secret", List.of(patterns));
        return this;
    }

    TestNode cookie(String cookie) {
        config = config(config.enabled(), config.trustMode(), cookie, config.cookieOnlyNodes());
        return this;
    }

    TestNode pins(TestNode other) {
        trust.pin(other.id, other.identity.publicKey(), Pin.Source.OPERATOR);
        return this;
    }

    TestNode session(String clusterName, int ringSize, int protocolMin, int protocolMax) {
        session = new Session(
                protocolMin,
                protocolMax,
                List.of("streams"),
                new PeerAddress("10.0.0.1", 9100),
                7,
                0,
                ringSize,
                clusterName,
                Map.of("zone", "a"));
        return this;
    }

    Handshakes handshakes() {
        return new Handshakes(config, id, () -> identity, () -> session, trust, revoked, random);
    }

    private static AuthConfig config(boolean enabled, TrustMode mode, String cookie, List<String> cookieOnly) {
        return AuthConfig.builder()
                .enabled(enabled)
                .trustMode(mode)
                .cookieOnlyNodes(cookieOnly)
                .maxPins(16)
                .cookie(Cookie.of(cookie))
                .build();
    }
}
