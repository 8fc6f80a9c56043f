package io.barrel.p2p.test.udp;

/** Counts one direction. Written by the proxy's thread, read by any. */
@SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread only
final class Tally {

    private volatile long received;
    private volatile long forwarded;
    private volatile long lost;
    private volatile long blocked;
    private volatile long duplicated;
    private volatile long reordered;
    private volatile long dropped;

    void received() {
        received++;
    }

    void forwarded() {
        forwarded++;
    }

    void lost() {
        lost++;
    }

    void blocked() {
        blocked++;
    }

    void duplicated() {
        duplicated++;
    }

    void reordered() {
        reordered++;
    }

    void dropped() {
        dropped++;
    }

    ProxyCounts counts() {
        return new ProxyCounts(received, forwarded, lost, blocked, duplicated, reordered, dropped);
    }
}
