package io.barrel.p2p.messaging;

/** Timers of an {@link Exchange}. */
public enum ExchangeTimer {
    /** Calls may be late. */
    DEADLINES,
    /** What was received is told, where no message goes that way that could tell it. */
    ACKNOWLEDGE,
    /** The same for what others wait for: at the end of this turn. */
    ACKNOWLEDGE_NOW,
    /** Conversations that are long over are forgotten. */
    SWEEP
}
