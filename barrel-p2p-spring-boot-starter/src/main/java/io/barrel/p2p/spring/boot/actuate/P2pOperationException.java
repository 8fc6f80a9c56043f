package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.membership.JoinException;
import io.barrel.p2p.security.TrustStoreFullException;
import io.barrel.p2p.wire.MalformedInputException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operation of the endpoint that was refused or failed, with what HTTP answers. The message is meant for the operator. */
final class P2pOperationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Logger logger = LoggerFactory.getLogger(P2pOperationException.class);

    private static final int SHOWN = 64;

    private final int status;
    private final String error;

    private P2pOperationException(int status, String error, String reason) {
        super(reason);
        this.status = status;
        this.error = error;
    }

    static P2pOperationException badRequest(String error, String reason) {
        return new P2pOperationException(400, error, reason);
    }

    static P2pOperationException notFound(String error, String reason) {
        return new P2pOperationException(404, error, reason);
    }

    static P2pOperationException unavailable(String error, String reason) {
        return new P2pOperationException(503, error, reason);
    }

    static P2pOperationException notRunning() {
        return unavailable("not_running", "The node is stopped.");
    }

    /** What a failure inside the node is to the operator; one that nobody foresaw is logged and not shown. */
    static P2pOperationException of(Throwable failure) {
        if (failure instanceof P2pOperationException known) {
            return known;
        }
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof MalformedInputException) {
            return badRequest("malformed_input", message);
        }
        if (failure instanceof TrustStoreFullException) {
            return new P2pOperationException(409, "trust_store_full", message);
        }
        if (failure instanceof JoinException) {
            return unavailable("join_failed", message);
        }
        if (failure instanceof UncheckedIOException) {
            return unavailable("io_error", message);
        }
        if (failure instanceof IllegalStateException) {
            return new P2pOperationException(409, "wrong_state", message);
        }
        logger.atError().setCause(failure).log("An operation of the p2p endpoint failed");
        return unavailable("internal_error", "The operation failed; the log of the application says why.");
    }

    int status() {
        return status;
    }

    FailureDescriptor descriptor() {
        return new FailureDescriptor(error, String.valueOf(getMessage()));
    }

    /** At most the beginning of what a caller sent, in one line. */
    static String shown(String text) {
        String head = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return head.replaceAll("\\p{Cntrl}", "?");
    }
}
