package io.barrel.p2p.security;

import io.barrel.p2p.wire.MalformedInputException;
import java.util.Arrays;
import java.util.Base64;

/** A raw Ed25519 public key (RFC 8032), 32 bytes. Immutable. */
public final class PublicKey {

    /** Length of a raw key in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private PublicKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The key of those bytes, which are copied.
     *
     * @throws MalformedInputException if there are not exactly 32
     */
    public static PublicKey of(byte[] raw) {
        if (raw.length != LENGTH) {
            throw new MalformedInputException("an Ed25519 public key has 32 bytes, found " + raw.length);
        }
        return new PublicKey(raw.clone());
    }

    /**
     * The key of that Base64 text (RFC 4648, section 4).
     *
     * @throws MalformedInputException if it is not Base64 of 32 bytes
     */
    public static PublicKey ofBase64(String text) {
        try {
            return of(Base64.getDecoder().decode(text));
        } catch (MalformedInputException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException("a public key is given as Base64 of its 32 bytes", e);
        }
    }

    /** A copy of the raw bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** SHA-256 of the raw bytes, lower-case hex. */
    public String fingerprint() {
        return Fingerprint.of(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "PublicKey[" + fingerprint() + "]";
    }
}
