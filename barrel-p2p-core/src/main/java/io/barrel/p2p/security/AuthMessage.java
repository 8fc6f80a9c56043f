package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Session;

/** One message of the authentication stream (docs/protocol.md, section 2). */
@SuppressWarnings(
        "ArrayRecordComponent") // fixed-length byte strings that are made for one use and never compared as records
sealed interface AuthMessage {

    /** The version of the handshake that this implementation speaks. */
    int VERSION = 2;

    /** Length of nonces and macs in bytes. */
    int NONCE_LENGTH = 32;

    /** 01: who speaks. */
    record Hello(NodeId node, PublicKey publicKey) implements AuthMessage {}

    /** 01 of another version, of which nothing but the number is understood. */
    record ForeignHello(int version) implements AuthMessage {}

    /** 02: what the receiver is to sign. */
    record Challenge(byte[] nonce, long wallClockMillis) implements AuthMessage {}

    /** 03: the signature that was asked for. */
    record Response(byte[] signature) implements AuthMessage {}

    /** 04: the sender is content with the receiver's identity. */
    record Ok() implements AuthMessage {}

    /** 05: the sender gives up; a word of {@link io.barrel.p2p.wire.AuthFailure}, or one of a later version. */
    record Fail(String reason) implements AuthMessage {}

    /** 06: how the sender's key followed from earlier ones. */
    record Succession(SuccessionChain chain) implements AuthMessage {}

    /** 07: the sender's half of what the cookie is proved over. */
    record CookieNonce(byte[] nonce) implements AuthMessage {}

    /** 08: that the sender knows the cookie. */
    record Proof(byte[] mac) implements AuthMessage {}

    /** 09: what the sender says of itself. */
    record SessionOffer(Session session) implements AuthMessage {}
}
