package io.barrel.p2p.security;

import io.barrel.p2p.security.HandshakeParameters.Role;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Ties signatures and proofs to the two TLS certificates of one connection. Somebody in the middle has two connections,
 * hence other certificates, and can pass on neither.
 */
final class ChannelBinding {

    private final Role role;
    private final byte[] local;
    private final byte[] peer;

    /** The binding of a connection with those certificates, in DER. */
    ChannelBinding(Role role, byte[] localCertificate, byte[] peerCertificate) {
        this.role = role;
        this.local = localCertificate;
        this.peer = peerCertificate;
    }

    /** Whether both ends presented the same certificate, so that nothing tells them apart. */
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

    /** SHA-256 of the client's certificate followed by the server's: the same at both ends. */
    byte[] ofConnection() {
        return role == Role.CLIENT ? sha256(local, peer) : sha256(peer, local);
    }

    /** {@code nonce ‖ timestamp ‖ responderPublicKey ‖ channelBinding}. */
    static byte[] signedMessage(AuthMessage.Challenge challenge, PublicKey responder, byte[] channelBinding) {
        return ByteBuffer.allocate(challenge.nonce().length + Long.BYTES + PublicKey.LENGTH + channelBinding.length)
                .put(challenge.nonce())
                .putLong(challenge.wallClockMillis())
                .put(responder.bytes())
                .put(channelBinding)
                .array();
    }

    static byte[] sha256(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first);
            return digest.digest(second);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
