package io.barrel.p2p.membership;

/** A join did not lead to an active peer; the message names the contact and the reason. */
public final class JoinException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JoinException(String message) {
        super(message);
    }
}
