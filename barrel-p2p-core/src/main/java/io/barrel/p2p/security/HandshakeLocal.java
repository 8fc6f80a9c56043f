package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Session;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all handshakes of this node share, with its identity and session of the moment. */
record HandshakeLocal(
        AuthConfig config,
        CookieOnlyNodes cookieOnlyNodes,
        NodeId self,
        NodeIdentity identity,
        Session session,
        TrustStore trust,
        Revoked revoked,
        SecureRandom random) {

    PublicKey publicKey() {
        return identity.publicKey();
    }

    /** Whether this node asks that peer for no Ed25519 signature and gives it none. */
    boolean waives(NodeId peer) {
        return !config.enabled() || cookieOnlyNodes.match(peer);
    }

    /**
     * Whether it is certain, before the peer said who it is, that this node will not waive.
     *
     * @param expected who was dialled by name, null if unknown
     */
    boolean neverWaives(@Nullable NodeId expected) {
        return config.enabled()
                && (config.cookieOnlyNodes().isEmpty() || (expected != null && !cookieOnlyNodes.match(expected)));
    }

    /** What this node opens with, the challenge included if it is time for it. */
    AuthMessage[] opening(AuthMessage.@Nullable Challenge challenge) {
        List<AuthMessage> messages = new ArrayList<>();
        messages.add(new AuthMessage.Hello(self, publicKey()));
        if (!identity.succession().isEmpty()) {
            messages.add(new AuthMessage.Succession(identity.succession()));
        }
        if (challenge != null) {
            messages.add(challenge);
        }
        return messages.toArray(AuthMessage[]::new);
    }

    byte[] nonce() {
        byte[] nonce = new byte[AuthMessage.NONCE_LENGTH];
        random.nextBytes(nonce);
        return nonce;
    }
}
