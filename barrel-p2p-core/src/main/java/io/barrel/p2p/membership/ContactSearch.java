package io.barrel.p2p.membership;

/**
 * When to look for a contact: at the start, for ever with growing pauses while there is no active peer, and now and then
 * while nobody but the active peers is known: two nodes of three that forgot the third, or an island in which everybody
 * is everybody's active peer, would otherwise never ask.
 */
final class ContactSearch {

    /** The longest pause of an isolated node, jitter included. */
    static final long MAX_PAUSE_MILLIS = 30_000;

    /** The pause of a node that has active peers and knows nobody else. */
    static final long JOINED_PAUSE_MILLIS = 60_000;

    private final Surroundings around;
    private boolean searching;
    private boolean joined;
    private int attempts;
    private long nextAt;

    ContactSearch(Surroundings around) {
        this.around = around;
    }

    void begin() {
        if (!searching) {
            searching = true;
            around.outputs().accept(new MembershipOutput.SeekContact());
        }
    }

    /** A contact was reached; whether it takes us in is not known yet. */
    void reached(long now) {
        searching = false;
        pause(now);
    }

    /** No contact was reached, or it refused. */
    void failed(long now) {
        searching = false;
        pause(now);
    }

    /** The first active peer is there. */
    void joined(long now) {
        joined = true;
        attempts = 0;
        nextAt = now + around.jittered(JOINED_PAUSE_MILLIS);
    }

    /** The last active peer is gone; known candidates have a moment before contacts are asked. */
    void isolated(long now, boolean hasCandidates) {
        joined = false;
        attempts = 0;
        nextAt = hasCandidates ? now + around.jittered(baseMillis()) : now;
    }

    /** Searches if it is time to. */
    void check(long now, boolean knowsNobodyElse) {
        if (searching || now < nextAt) {
            return;
        }
        if (!joined || knowsNobodyElse) {
            begin();
        } else {
            pause(now);
        }
    }

    private void pause(long now) {
        if (joined) {
            nextAt = now + around.jittered(JOINED_PAUSE_MILLIS);
            return;
        }
        long longest = MAX_PAUSE_MILLIS * 4 / 5;
        nextAt = now + around.jittered(Math.min(longest, baseMillis() << Math.min(attempts, 20)));
        attempts++;
    }

    private long baseMillis() {
        return Math.min(MAX_PAUSE_MILLIS, around.config().baseBackoff().toMillis());
    }
}
