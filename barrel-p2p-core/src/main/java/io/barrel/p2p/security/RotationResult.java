package io.barrel.p2p.security;

import java.nio.file.Path;

/**
 * What a rotation did.
 *
 * @param keyFile the new private key
 * @param certFile the new public key or certificate
 * @param backupDir where the old pair is kept
 * @param fingerprint SHA-256 of the new public key or certificate, lower-case hex
 * @param restartRequired whether the node must be restarted to use it
 */
public record RotationResult(
        Path keyFile, Path certFile, Path backupDir, String fingerprint, boolean restartRequired) {}
