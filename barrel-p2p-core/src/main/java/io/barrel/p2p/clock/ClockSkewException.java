package io.barrel.p2p.clock;

/** A stamp is too far ahead of this node's wall clock to be observed; either clock is wrong. */
public final class ClockSkewException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long stamp;
    private final long aheadMillis;

    ClockSkewException(long stamp, long aheadMillis, long maxSkewMillis) {
        super(
                stamp < 0
                        ? "not a stamp: " + stamp
                        : "stamp " + stamp + " is " + aheadMillis + " ms ahead of this node's clock, more than the "
                                + maxSkewMillis + " ms of max-clock-skew: check both clocks");
        this.stamp = stamp;
        this.aheadMillis = aheadMillis;
    }

    /** The refused stamp. */
    public long stamp() {
        return stamp;
    }

    /** How far it is ahead of the wall clock; meaningless for a negative stamp. */
    public long aheadMillis() {
        return aheadMillis;
    }
}
