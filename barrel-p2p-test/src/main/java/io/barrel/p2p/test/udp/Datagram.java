package io.barrel.p2p.test.udp;

import java.nio.ByteBuffer;

/** A datagram on its way through the proxy. */
final class Datagram {

    private final Flow flow;
    private final Direction direction;
    private final ByteBuffer payload;
    private long due;
    private long sequence;

    Datagram(Flow flow, Direction direction, ByteBuffer payload) {
        this.flow = flow;
        this.direction = direction;
        this.payload = payload;
    }

    Flow flow() {
        return flow;
    }

    Direction direction() {
        return direction;
    }

    /** The bytes, position to limit; a view of its own for each call. */
    ByteBuffer payload() {
        return payload.duplicate();
    }

    int size() {
        return payload.remaining();
    }

    /** Sets when it leaves: first by time, then by the order in which it was given its turn. */
    void leaves(long nanos, long turn) {
        due = nanos;
        sequence = turn;
    }

    /** When it leaves, on the clock of {@link System#nanoTime}. */
    long due() {
        return due;
    }

    /** A copy that has its own place in the queue. */
    Datagram again() {
        return new Datagram(flow, direction, payload);
    }

    static int compare(Datagram a, Datagram b) {
        // nanoTime may wrap around: only differences mean something.
        int byTime = Long.signum(a.due - b.due);
        return byTime != 0 ? byTime : Long.compare(a.sequence, b.sequence);
    }
}
