package io.barrel.p2p.roster;

/**
 * How long a suspicion stays open: the more accusers, the shorter, as in Dadgar, Phillips and Currey, "Lifeguard", DSN 2018,
 * section IV-B: {@code max(min, max - (max - min) * log(accusers) / log(3))}.
 */
final class SuspicionTimeouts {

    /** So many accusers, or more, make it as short as it gets. */
    static final int CONFIRMING = 3;

    private final long longest;
    private final long shortest;

    SuspicionTimeouts(RosterConfig config) {
        this.longest = config.suspicionTimeout().toMillis();
        this.shortest = config.suspicionMin().toMillis();
    }

    /** Milliseconds with that many accusers, at least one. */
    long of(int accusers) {
        double shorter = (longest - shortest) * Math.log(Math.max(1, accusers)) / Math.log(CONFIRMING);
        return Math.max(shortest, longest - Math.round(shorter));
    }

    long shortest() {
        return shortest;
    }
}
