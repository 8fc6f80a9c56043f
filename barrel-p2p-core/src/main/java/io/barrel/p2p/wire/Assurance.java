package io.barrel.p2p.wire;

/** How a peer proved who it is. */
public enum Assurance {
    /** By an Ed25519 signature bound to the connection, and the cookie. */
    IDENTITY,
    /** By the cookie alone: authentication is off, or both ends list each other as cookie-only. */
    COOKIE_ONLY
}
