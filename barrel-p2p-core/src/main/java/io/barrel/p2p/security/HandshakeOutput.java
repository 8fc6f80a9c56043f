package io.barrel.p2p.security;

import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a handshake wants done. */
public sealed interface HandshakeOutput {

    /**
     * Write to this end's authentication stream, opening it first (with its tag) if need be.
     *
     * @param bytes whole messages with their length prefixes; owned by the receiver
     */
    record Send(ByteBuffer bytes) implements HandshakeOutput {}

    /**
     * Ask whether the node takes this peer; answered by {@link HandshakeInput.Admission}.
     *
     * @param peer authenticated, its session acceptable
     */
    record Admit(AuthenticatedPeer peer) implements HandshakeOutput {}

    /**
     * Make a pin durable; answered by {@link HandshakeInput.PinStored}.
     *
     * @param change which
     */
    record StorePin(PinChange change) implements HandshakeOutput {}

    /**
     * Done. A client now opens the control stream; a server already has it.
     *
     * @param peer who is at the other end
     */
    record Established(AuthenticatedPeer peer) implements HandshakeOutput {}

    /**
     * Over. A FAIL for the peer, where it should hear of it, was sent before; close the connection once it is written.
     *
     * @param reason the word for logs, metrics and the event
     * @param node the name the peer claimed; null if it did not get that far
     * @param byPeer whether the peer refused us and told so
     * @param detail one sentence for the log, without secrets and with nothing unprintable
     */
    record Failed(AuthFailure reason, @Nullable NodeId node, boolean byPeer, String detail)
            implements HandshakeOutput {}
}
