package io.barrel.p2p.service;

/** No member that is alive offers a service. */
public final class NoSuchServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For that service. */
    public NoSuchServiceException(String service) {
        super("No member that is alive offers " + service
                + ": register it on one of them, or wait for its ServiceRegistered event");
    }
}
