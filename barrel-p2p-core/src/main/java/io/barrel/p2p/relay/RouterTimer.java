package io.barrel.p2p.relay;

/** Timers of a {@link Router}; each is set once at most. */
public enum RouterTimer {
    /** Nobody answered. */
    EXPIRE,
    /** Routes are forgotten. */
    SWEEP
}
