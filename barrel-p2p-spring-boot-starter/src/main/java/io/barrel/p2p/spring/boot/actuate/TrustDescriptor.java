package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.security.Pin;
import java.util.List;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The pinned keys.
 *
 * @param pins the newest {@value #LIMIT}, newest first
 * @param total how many there are
 */
public record TrustDescriptor(List<PinDescriptor> pins, int total) implements OperationResponseBody {

    private static final int LIMIT = 1000;

    static TrustDescriptor of(List<Pin> pins) {
        return new TrustDescriptor(
                pins.stream().limit(LIMIT).map(PinDescriptor::of).toList(), pins.size());
    }
}
