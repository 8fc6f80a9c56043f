package io.barrel.p2p.transport;

/**
 * Judges by the count of received packets whether a peer is there. It counts keep-alives that went unanswered, not time:
 * when our own process was stopped or paused, the peer's answers lie unread in the socket, and the clock proves nothing.
 * Confined to the loop.
 */
public final class Liveness {

    /** Keep-alives leave every quarter of the idle timeout. */
    public static final int TICKS_PER_TIMEOUT = 4;

    private final long tickMillis;
    private long lastTick;
    private long lastReceived;
    private int silentTicks;

    /**
     * Begins now.
     *
     * @param idleTimeoutMillis silence after which the peer is lost
     * @param now monotonic milliseconds
     * @param received packets received so far
     */
    public Liveness(long idleTimeoutMillis, long now, long received) {
        tickMillis = Math.max(1, idleTimeoutMillis / TICKS_PER_TIMEOUT);
        lastTick = now;
        lastReceived = received;
    }

    /** Milliseconds until the next tick. */
    public long tickMillis() {
        return tickMillis;
    }

    /**
     * To be called at each tick, before its keep-alive is sent.
     *
     * @param now monotonic milliseconds
     * @param received packets received so far
     * @return whether the peer is lost: all keep-alives of an idle timeout went unanswered
     */
    public boolean tick(long now, long received) {
        boolean late = now - lastTick > 2 * tickMillis;
        lastTick = now;
        if (received != lastReceived) {
            lastReceived = received;
            silentTicks = 0;
            return false;
        }
        if (late) {
            // We were away: let two keep-alives sent from now on go unanswered first.
            silentTicks = Math.min(silentTicks, TICKS_PER_TIMEOUT - 2);
            return false;
        }
        return ++silentTicks > TICKS_PER_TIMEOUT - 1;
    }
}
