package io.barrel.p2p.security;

/** The trust store holds as many pins as it may. */
public final class TrustStoreFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TrustStoreFullException(int maxPins) {
        super("the trust store holds auth.max-pins=" + maxPins
                + " pins: remove pins of nodes that are gone, or raise auth.max-pins");
    }
}
