package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.security.RotationResult;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What a rotation did.
 *
 * @param keyFile file of the new private key
 * @param certFile file of the new public key or certificate
 * @param backupDir directory that keeps the old pair
 * @param fingerprint SHA-256 of the new public key or certificate, lower-case hex
 * @param restartRequired whether the node must be restarted to use it
 */
public record RotationDescriptor(
        String keyFile, String certFile, String backupDir, String fingerprint, boolean restartRequired)
        implements OperationResponseBody {

    static RotationDescriptor of(RotationResult result) {
        return new RotationDescriptor(
                result.keyFile().toString(),
                result.certFile().toString(),
                result.backupDir().toString(),
                result.fingerprint(),
                result.restartRequired());
    }
}
