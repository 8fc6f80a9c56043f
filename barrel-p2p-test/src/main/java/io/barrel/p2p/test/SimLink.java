package io.barrel.p2p.test;

/**
 * A connection between two nodes, first in first out each way. Each end has it among its links until it hears of the
 * loss, which is later than the loss itself and not at the same time at both ends.
 */
final class SimLink {

    private final SimNode dialler;
    private final SimNode listener;
    private final int diallerIncarnation;
    private final int listenerIncarnation;
    private final long since;
    private long lastToDialler;
    private long lastToListener;
    private long usedByDialler;
    private long usedByListener;
    private boolean cut;
    private boolean diallerMute;
    private boolean listenerMute;
    private int epoch;

    SimLink(SimNode dialler, SimNode listener, long now) {
        this.dialler = dialler;
        this.listener = listener;
        this.diallerIncarnation = dialler.incarnation();
        this.listenerIncarnation = listener.incarnation();
        this.since = now;
        this.usedByDialler = now;
        this.usedByListener = now;
    }

    SimNode dialler() {
        return dialler;
    }

    SimNode listener() {
        return listener;
    }

    SimNode other(SimNode end) {
        return end == dialler ? listener : dialler;
    }

    boolean isOf(SimNode end, int incarnation) {
        return incarnation == (end == dialler ? diallerIncarnation : listenerIncarnation);
    }

    /** When it was made. */
    long since() {
        return since;
    }

    /** Nothing passes any more; the ends will notice. */
    void cut() {
        cut = true;
    }

    boolean isCut() {
        return cut;
    }

    /** What this end sends is lost from now on; the other end's messages still arrive. */
    void mute(SimNode end) {
        if (end == dialler) {
            diallerMute = true;
        } else {
            listenerMute = true;
        }
    }

    boolean isMute(SimNode end) {
        return end == dialler ? diallerMute : listenerMute;
    }

    /** What is on its way is lost, and neither end notices: the connection was replaced by another. */
    void replace() {
        epoch++;
    }

    int epoch() {
        return epoch;
    }

    /** When something that could arrive at {@code time} does arrive, behind what was sent before it. */
    long arrival(SimNode to, long time) {
        if (to == dialler) {
            lastToDialler = Math.max(lastToDialler, time);
            return lastToDialler;
        }
        lastToListener = Math.max(lastToListener, time);
        return lastToListener;
    }

    void used(SimNode by, long now) {
        if (by == dialler) {
            usedByDialler = now;
        } else {
            usedByListener = now;
        }
    }

    long lastUsed(SimNode by) {
        return by == dialler ? usedByDialler : usedByListener;
    }
}
