package io.barrel.p2p.security;

import io.barrel.p2p.security.HandshakeParameters.Role;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How both ends show that they know the cookie, without sending it: a mac over two nonces and the connection's
 * certificates, with a label that keeps one end's proof from being sent back as the other's.
 */
@SuppressWarnings("ArrayRecordComponent") // made for one use, never compared
record CookieExchange(Cookie cookie, byte[] clientNonce, byte[] serverNonce, byte[] connectionBinding) {

    /** {@code HMAC-SHA-256(cookie, "client" or "server" ‖ clientNonce ‖ serverNonce ‖ connectionBinding)}. */
    byte[] proof(Role prover) {
        String label = prover == Role.CLIENT ? "client" : "server";
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(cookie.secret(), "HmacSHA256"));
            mac.update(label.getBytes(StandardCharsets.US_ASCII));
            mac.update(clientNonce);
            mac.update(serverNonce);
            return mac.doFinal(connectionBinding);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Whether that is the proof of that end; takes the same time whatever differs. */
    boolean isProof(Role prover, byte[] mac) {
        return MessageDigest.isEqual(mac, proof(prover));
    }

    /** The id of the link; see {@link AuthenticatedPeer#linkId()}. */
    long linkId() {
        long id =
                ByteBuffer.wrap(ChannelBinding.sha256(clientNonce, serverNonce)).getLong();
        return id == 0 ? 1 : id;
    }
}
