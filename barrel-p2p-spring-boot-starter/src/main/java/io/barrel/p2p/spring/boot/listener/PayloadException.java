package io.barrel.p2p.spring.boot.listener;

import org.jspecify.annotations.Nullable;

/** The payload of a broadcast is not what the listener takes. */
final class PayloadException extends Exception {

    private static final long serialVersionUID = 1L;

    PayloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
