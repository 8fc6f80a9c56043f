package io.barrel.p2p.security;

import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * An Ed25519 key pair (RFC 8032) that says who a node is, and how it followed from earlier ones. Immutable, safe for use by any
 * thread.
 */
public final class NodeIdentity {

    /** Length of a private key (its seed) in bytes. */
    static final int SEED_LENGTH = Ed25519PrivateKeyParameters.KEY_SIZE;

    /** Length of a signature in bytes. */
    static final int SIGNATURE_LENGTH = Ed25519PrivateKeyParameters.SIGNATURE_SIZE;

    private final Ed25519PrivateKeyParameters privateKey;
    private final PublicKey publicKey;

    private final SuccessionChain succession;

    private NodeIdentity(Ed25519PrivateKeyParameters privateKey) {
        this(privateKey, PublicKey.of(privateKey.generatePublicKey().getEncoded()), SuccessionChain.NONE);
    }

    private NodeIdentity(Ed25519PrivateKeyParameters privateKey, PublicKey publicKey, SuccessionChain succession) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.succession = succession;
    }

    /** A new identity. */
    public static NodeIdentity generate(SecureRandom random) {
        return new NodeIdentity(new Ed25519PrivateKeyParameters(random));
    }

    /**
     * The identity of that 32-byte seed.
     *
     * @throws IllegalArgumentException if it has another length
     */
    static NodeIdentity ofSeed(byte[] seed) {
        if (seed.length != SEED_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 private key has 32 bytes, found " + seed.length);
        }
        return new NodeIdentity(new Ed25519PrivateKeyParameters(seed));
    }

    /** The public half. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** How the key followed from earlier ones. */
    SuccessionChain succession() {
        return succession;
    }

    /** The same key pair, at the end of that chain. */
    NodeIdentity after(SuccessionChain chain) {
        return new NodeIdentity(privateKey, publicKey, chain);
    }

    byte[] seed() {
        return privateKey.getEncoded();
    }

    /** The signature of a message, 64 bytes. What it is for must be part of the message. */
    public byte[] sign(byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, privateKey);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }

    /** Whether that key made that signature over that message; false for anything malformed. */
    public static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_LENGTH) {
            return false;
        }
        Ed25519PublicKeyParameters parameters;
        try {
            parameters = new Ed25519PublicKeyParameters(key.bytes());
        } catch (IllegalArgumentException notAPoint) {
            return false;
        }
        Ed25519Signer verifier = new Ed25519Signer();
        verifier.init(false, parameters);
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature);
    }

    @Override
    public String toString() {
        return "NodeIdentity[" + publicKey.fingerprint() + "]";
    }
}
