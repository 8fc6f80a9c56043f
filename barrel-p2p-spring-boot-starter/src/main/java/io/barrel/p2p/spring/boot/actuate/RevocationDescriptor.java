package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.revocation.Revocation;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A revocation.
 *
 * @param node the barred name
 * @param keys fingerprints of the barred keys
 * @param reason what its issuer gave as reason
 * @param issuedAt when it was issued, by the clock of its issuer
 * @param issuer the node that issued it
 * @param issuerKey fingerprint of the key that signed it
 * @param effect what it does on this node: {@code in_force}, {@code lifted} or {@code not_honoured}
 */
public record RevocationDescriptor(
        String node, List<String> keys, String reason, Instant issuedAt, String issuer, String issuerKey, String effect)
        implements OperationResponseBody {

    static RevocationDescriptor of(Revocation revocation) {
        return new RevocationDescriptor(
                revocation.node().value(),
                revocation.keys(),
                revocation.reason(),
                revocation.issuedAt(),
                revocation.issuer().value(),
                revocation.issuerKey(),
                NodeDescriptor.word(revocation.effect()));
    }
}
