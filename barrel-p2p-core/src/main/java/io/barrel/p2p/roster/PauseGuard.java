package io.barrel.p2p.roster;

/**
 * Notices that this process was held up, by a stop, a long pause of the collector or a sleeping machine: then it is the one that
 * lost its links, not its peers. After Dadgar, Phillips and Currey, "Lifeguard: Local Health Awareness for More Accurate Failure
 * Detection", DSN 2018, reduced to what a monotonic clock tells.
 */
final class PauseGuard {

    /** Time between two looks at the clock. */
    static final long TICK = 1_000;

    /** How late a tick may be on a machine that is merely busy. */
    private static final long LATE = 500;

    private final long holdOff;
    private long nextTick = Long.MAX_VALUE;
    private long heldUntil = Long.MIN_VALUE;

    PauseGuard(long holdOffMillis) {
        this.holdOff = holdOffMillis;
    }

    void start(long now) {
        nextTick = now + TICK;
    }

    /** To be called before anything is handled; milliseconds since the last tick if this process was held up, else 0. */
    long pause(long now) {
        long late = now - nextTick;
        if (nextTick == Long.MAX_VALUE || late <= LATE) {
            return 0;
        }
        heldUntil = now + holdOff;
        nextTick = now + TICK;
        return late + TICK;
    }

    void ticked(long now) {
        nextTick = now + TICK;
    }

    /** Whether links that are lost now say nothing about the peers. */
    boolean isHeldOff(long now) {
        return now < heldUntil;
    }
}
