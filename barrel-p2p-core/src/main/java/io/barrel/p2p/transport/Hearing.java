package io.barrel.p2p.transport;

/**
 * Remembers when a peer was heard, from counts of received packets taken now and then. What came between two counts is
 * dated to the first, so the silence told is never shorter than it was. Confined to the loop.
 */
public final class Hearing {

    private long counted;
    private long countedAt;
    private long heardAt;

    /**
     * Begins with a peer that is heard.
     *
     * @param now monotonic milliseconds
     */
    public Hearing(long now) {
        countedAt = now;
        heardAt = now;
    }

    /** Packets were counted. */
    public void count(long received, long now) {
        if (received != counted) {
            counted = received;
            heardAt = Math.max(heardAt, countedAt);
        }
        countedAt = now;
    }

    /** Something of the peer arrives at this moment. */
    public void heard(long now) {
        heardAt = now;
    }

    /** How long nothing was heard, in milliseconds. */
    public long silence(long now) {
        return now - heardAt;
    }
}
