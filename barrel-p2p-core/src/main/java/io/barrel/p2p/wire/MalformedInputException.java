package io.barrel.p2p.wire;

/** A value from outside (wire, disk, configuration, a user) does not have the form it must have; the message names it. */
public final class MalformedInputException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public MalformedInputException(String message) {
        super(message);
    }

    public MalformedInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
