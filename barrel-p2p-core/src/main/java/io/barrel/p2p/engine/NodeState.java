package io.barrel.p2p.engine;

/** What a node is doing. */
public enum NodeState {
    /** Not started, or stopped. */
    STOPPED,
    /** Started; no active peer yet, contacts are being tried. */
    JOINING,
    /** Started with nobody to contact: a lone seed that others may join. */
    ALONE,
    /** Has at least one active peer. */
    JOINED,
    /** Had active peers and lost them all; contacts are tried for ever. */
    ISOLATED,
    /** Left the overlay on request; still running. */
    LEFT
}
