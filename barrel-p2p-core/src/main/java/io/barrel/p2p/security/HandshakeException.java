package io.barrel.p2p.security;

import io.barrel.p2p.wire.AuthFailure;

/** Ends a handshake from inside it. Has no stack trace: strangers can provoke it at any rate. */
final class HandshakeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final AuthFailure reason;

    /**
     * Over, for that reason.
     *
     * @param detail one sentence for the log, without secrets
     */
    HandshakeException(AuthFailure reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    AuthFailure reason() {
        return reason;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
