package io.barrel.p2p.security;

import io.barrel.p2p.security.HandshakeParameters.Role;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is signed and what is proved with the cookie, each bound to the two TLS certificates of one connection. Somebody
 * in the middle has two connections, hence other certificates, and can pass on neither.
 */
final class ChannelProofs {

    private final Role role;
    private final byte[] local;
    private final byte[] peer;

    /** Proofs of a connection with those certificates, in DER. */
    ChannelProofs(Role role, byte[] localCertificate, byte[] peerCertificate) {
        this.role = role;
        this.local = localCertificate;
        this.peer = peerCertificate;
    }

    /** Whether both ends presented the same certificate, so that nothing tells the ends apart. */
    boolean sameCertificate() {
        return Arrays.equals(local, peer);
    }

    /** What this end signs for the peer's challenge. */
    byte[] signedByUs(AuthMessage.Challenge peerChallenge, PublicKey ourKey) {
        return signedMessage(peerChallenge, ourKey, sha256(local, peer));
    }

    /** What the peer signs for this end's challenge. */
    byte[] signedByPeer(AuthMessage.Challenge ourChallenge, PublicKey peerKey) {
        return signedMessage(ourChallenge, peerKey, sha256(peer, local));
    }

    /** {@code nonce ‖ timestamp ‖ responderPublicKey ‖ channelBinding}. */
    static byte[] signedMessage(AuthMessage.Challenge challenge, PublicKey responder, byte[] channelBinding) {
        return ByteBuffer.allocate(
                        challenge.nonce().length + Long.BYTES + PublicKey.LENGTH + channelBinding.length)
                .put(challenge.nonce())
                .putLong(challenge.wallClockMillis())
                .put(responder.bytes())
                .put(channelBinding)
                .array();
    }

    /** The mac by which the end of that role proves that it knows the cookie. */
    byte[] cookieProof(Cookie cookie, Role prover, byte[] clientNonce, byte[] serverNonce) {
        boolean client = role == Role.CLIENT;
        byte[] binding = client ? sha256(local, peer) : sha256(peer, local);
        String label = prover == Role.CLIENT ? "client" : "server";
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(cookie.secret(), "HmacSHA256"));
            mac.update(label.getBytes(StandardCharsets.US_ASCII));
            mac.update(clientNonce);
            mac.update(serverNonce);
            return mac.doFinal(binding);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** The id of the link; see {@link AuthenticatedPeer#linkId()}. */
    static long linkId(byte[] clientNonce, byte[] serverNonce) {
        long id = ByteBuffer.wrap(sha256(clientNonce, serverNonce)).getLong();
        return id == 0 ? 1 : id;
    }

    private static byte[] sha256(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first);
            return digest.digest(second);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
