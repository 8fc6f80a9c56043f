package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.security.Pin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A pinned key.
 *
 * @param node the name it is pinned for
 * @param fingerprint SHA-256 of the raw public key, lower-case hex
 * @param addedAt when it was pinned
 * @param lastSeen when the node last authenticated with it; null if never
 * @param source who pinned it: {@code tofu} or {@code operator}
 */
public record PinDescriptor(
        String node,
        String fingerprint,
        Instant addedAt,
        @Nullable Instant lastSeen,
        String source) implements OperationResponseBody {

    static PinDescriptor of(Pin pin) {
        return new PinDescriptor(
                pin.node().value(),
                pin.publicKey().fingerprint(),
                pin.addedAt(),
                pin.lastSeen(),
                NodeDescriptor.word(pin.source()));
    }
}
