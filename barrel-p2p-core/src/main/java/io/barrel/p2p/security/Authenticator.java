package io.barrel.p2p.security;

import io.barrel.p2p.wire.AuthFailure;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the transport needs of the node to authenticate connections. Called on the loop; answers are given on the loop. */
public interface Authenticator extends Handshake.Factory {

    /**
     * Decides whether the node takes an authenticated peer.
     *
     * @param incoming whether the peer dialled
     * @param answer called once, now or later: why not, or null to admit
     */
    void admit(AuthenticatedPeer peer, boolean incoming, Consumer<@Nullable AuthFailure> answer);

    /**
     * Makes a pin durable.
     *
     * @param answer called once, later: why it could not be stored, or null
     */
    void storePin(PinChange change, Consumer<@Nullable AuthFailure> answer);

    /** A handshake ended, well or badly. */
    void ended(HandshakeReport report);
}
