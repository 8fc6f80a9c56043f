package io.barrel.p2p.test;

/**
 * How long things take in a simulated network, in virtual milliseconds. Where two bounds are given, a time is drawn
 * between them, the upper one excluded.
 *
 * @param latencyMin shortest way of a message
 * @param latencyMax longest way of a message
 * @param detectionMin shortest time until a lost link is noticed, redial included
 * @param detectionMax longest time until a lost link is noticed
 * @param dialTimeoutMin shortest time until a dial of a silent node fails
 * @param dialTimeoutMax longest time until a dial of a silent node fails
 * @param idle after which a link that no active view holds is closed
 */
public record SimTimes(
        int latencyMin,
        int latencyMax,
        int detectionMin,
        int detectionMax,
        int dialTimeoutMin,
        int dialTimeoutMax,
        int idle) {

    /** 1 to 20 ms one way, failures noticed in about 2 s, dials given up after 1 to 3 s, links idle for 30 s closed. */
    public static final SimTimes DEFAULT = new SimTimes(1, 20, 1_500, 2_500, 1_000, 3_000, 30_000);

    /** Checks that each range holds a value. */
    public SimTimes {
        if (latencyMin < 0
                || latencyMax <= latencyMin
                || detectionMax <= detectionMin
                || dialTimeoutMax <= dialTimeoutMin
                || idle <= 0) {
            throw new IllegalArgumentException("a range is empty");
        }
    }

    /** The same with another latency. */
    public SimTimes withLatency(int min, int max) {
        return new SimTimes(min, max, detectionMin, detectionMax, dialTimeoutMin, dialTimeoutMax, idle);
    }
}
