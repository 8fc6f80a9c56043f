package io.barrel.p2p.engine;

/** What a node is doing. */
public enum NodeState {
    /** Not started, or stopped. */
    STOPPED,
    /** No active peer yet, or the last one left in order; contacts are being tried. */
    JOINING,
    /** Nobody to contact: a lone seed that others may join. */
    ALONE,
    /** Has at least one active peer. */
    JOINED,
    /** Lost its last active peer, which did not leave in order; contacts are tried for ever. */
    ISOLATED,
    /** Left the overlay on request; still running. */
    LEFT
}
