package io.barrel.p2p.engine;

import io.barrel.p2p.security.Authenticator;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.transport.TransportListener;

/**
 * A transport that knows its port and answers nobody yet.
 *
 * @param transport bound
 * @param door opens it
 */
public record BoundTransport(Transport transport, Door door) {

    /** Lets a bound transport begin. */
    @FunctionalInterface
    public interface Door {

        /**
         * From now on links may come, and dials are answered. To be called once.
         *
         * @param authenticator authenticates connections; called on the loop
         * @param listener hears of links; called on the loop
         */
        void open(Authenticator authenticator, TransportListener listener);
    }
}
