package io.barrel.p2p.transport;

import io.barrel.p2p.wire.AuthFailure;
import org.jspecify.annotations.Nullable;

/**
 * Why a dial ended without a link.
 *
 * @param kind what stopped it
 * @param authentication the reason when {@code kind} is {@link Kind#AUTHENTICATION}, else null
 * @param detail for a log line
 */
public record DialFailure(Kind kind, @Nullable AuthFailure authentication, String detail) {

    /** Whether one of the two nodes does not want the other, rather than something being out of order. */
    public boolean isRefusal() {
        return authentication != null
                && authentication != AuthFailure.HANDSHAKE_TIMEOUT
                && authentication != AuthFailure.INTERNAL_ERROR;
    }

    /** What stopped a dial. */
    public enum Kind {
        /** The host name did not resolve. */
        UNRESOLVED,
        /** Nothing answered within the bound, or the TLS handshake failed. */
        UNREACHABLE,
        /** The authentication failed. */
        AUTHENTICATION,
        /** The transport is closing or has no room for a further dial. */
        REFUSED
    }
}
