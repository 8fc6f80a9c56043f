package io.barrel.p2p.security;

/** What the peer's stream must bring next, or what this end waits for. */
enum HandshakeState {
    /** {@link Handshake#start} was not called yet. */
    NEW,
    /** The peer must say who it is. */
    HELLO,
    /** The peer may offer a succession, then must challenge us. */
    CHALLENGE,
    /** The peer must answer our challenge. */
    RESPONSE,
    /** The peer must be content with us. */
    OK,
    /** The peer must send its nonce for the cookie's proof. */
    COOKIE,
    /** The peer must prove the cookie. */
    PROOF,
    /** The peer must say what it is. */
    SESSION,
    /** The node must say whether it takes the peer. */
    ADMISSION,
    /** The pin must become durable. */
    PIN,
    /** The client must open the control stream. */
    CONTROL_STREAM,
    /** Established or failed. */
    ENDED
}
