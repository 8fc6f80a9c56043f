package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.revocation.Revocation;
import java.util.List;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The revocations a node holds.
 *
 * @param revocations the newest {@value #LIMIT}, newest first
 * @param total how many there are
 */
public record RevocationsDescriptor(List<RevocationDescriptor> revocations, int total)
        implements OperationResponseBody {

    private static final int LIMIT = 1000;

    static RevocationsDescriptor of(List<Revocation> revocations) {
        return new RevocationsDescriptor(
                revocations.stream().limit(LIMIT).map(RevocationDescriptor::of).toList(), revocations.size());
    }
}
