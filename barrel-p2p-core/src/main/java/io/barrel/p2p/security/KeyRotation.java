package io.barrel.p2p.security;

/**
 * Replaces a node's key pairs on disk, atomically: a crash at any point leaves the old or the new pair. The old pair is
 * kept under {@code backups/<UTC time>/} beside it. Calls block on the disk: never call them on the loop. One rotation
 * runs at a time.
 */
public interface KeyRotation {

    /**
     * Makes a new Ed25519 identity, used from the next handshake on; links that are up stay. The old key signs its successor:
     * peers with {@code auth.key-succession=accept} pin the new one by themselves, others refuse the node with
     * {@code key_mismatch} until an operator pins it.
     *
     * @throws java.io.UncheckedIOException if a file could not be written; the old pair stays
     */
    RotationResult rotateIdentity();

    /**
     * Makes a new TLS certificate. Connections that begin afterwards show it at once; the links that are up are made anew one
     * after the other, by which no peer is lost and no message.
     *
     * @throws IllegalStateException if the certificate comes from a {@link CertificateSource}: it is renewed there
     * @throws java.io.UncheckedIOException if a file could not be written; the old pair stays
     */
    RotationResult rotateCertificate();

    /**
     * Goes back to the identity that was replaced last; again, and it returns to the present one. To peers
     * this is a rotation as any other, signed by the present key.
     *
     * @throws IllegalStateException if there is no backup of another one
     * @throws java.io.UncheckedIOException if the backup cannot be read or a file cannot be written; the present pair stays
     */
    RotationResult rollbackIdentity();

    /**
     * Goes back to the certificate that was replaced last.
     *
     * @throws IllegalStateException if there is no backup of another one
     * @throws java.io.UncheckedIOException if the backup cannot be read or a file cannot be written; the present pair stays
     */
    RotationResult rollbackCertificate();
}
