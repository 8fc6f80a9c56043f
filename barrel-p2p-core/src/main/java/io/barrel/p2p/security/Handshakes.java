package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Session;
import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes the handshakes of one node. Identity and session are asked for once per handshake, at its creation, so a rotated
 * key is used from the next one on. Confined to the node's loop.
 */
public final class Handshakes implements Handshake.Factory {

    private final AuthConfig config;
    private final NodeId self;
    private final Supplier<NodeIdentity> identity;
    private final Supplier<Session> localSession;
    private final TrustStore trust;
    private final Revoked revoked;
    private final SecureRandom random;
    private final CookieOnlyNodes cookieOnlyNodes;

    /**
     * Handshakes of the node {@code self}.
     *
     * @param identity its key now; must not block
     * @param localSession what it says of itself now; must not block; {@code replaces} is filled in per connection
     * @param trust read while a peer is authenticated, and told of peers seen; pins are never written by a handshake
     * @param revoked whom to refuse, whatever else speaks for it
     * @param random source of nonces
     */
    public Handshakes(
            AuthConfig config,
            NodeId self,
            Supplier<NodeIdentity> identity,
            Supplier<Session> localSession,
            TrustStore trust,
            Revoked revoked,
            SecureRandom random) {
        this.config = config;
        this.self = self;
        this.identity = identity;
        this.localSession = localSession;
        this.trust = trust;
        this.revoked = revoked;
        this.random = random;
        this.cookieOnlyNodes = new CookieOnlyNodes(config.cookieOnlyNodes());
    }

    @Override
    public Handshake create(HandshakeParameters connection, Consumer<HandshakeOutput> outputs) {
        return new HandshakeMachine(
                new HandshakeLocal(
                        config, cookieOnlyNodes, self, identity.get(), localSession.get(), trust, revoked, random),
                connection,
                outputs);
    }
}
