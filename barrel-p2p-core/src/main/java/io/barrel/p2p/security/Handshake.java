package io.barrel.p2p.security;

import java.util.function.Consumer;

/**
 * The authentication handshake, version 2, as a state machine without I/O (docs/protocol.md, section 2). One instance
 * serves one connection and is confined to its loop.
 *
 * <p>The client is who dialled. The client sends SESSION once the server has proved itself; the server sends its SESSION
 * only after the client's was accepted and its pin is durable; the client opens the control stream only after that; the
 * server opens nothing before the control stream arrived. So whatever is reordered between streams, neither end sees a
 * stream of a peer it has not finished with.
 */
public interface Handshake {

    /** Starts: sends HELLO and CHALLENGE. To be called once. */
    void start(long wallClockMillis);

    /**
     * Takes one input. Outputs are handed to the consumer given at creation before this call returns. After
     * {@link HandshakeOutput.Established} or {@link HandshakeOutput.Failed} every further input is ignored.
     *
     * @param wallClockMillis the wall clock now, milliseconds since 1970
     */
    void handle(HandshakeInput input, long wallClockMillis);

    /** Makes the handshake of a new connection. */
    interface Factory {

        /** A handshake for that connection, whose outputs go to {@code outputs}. */
        Handshake create(HandshakeParameters connection, Consumer<HandshakeOutput> outputs);
    }
}
