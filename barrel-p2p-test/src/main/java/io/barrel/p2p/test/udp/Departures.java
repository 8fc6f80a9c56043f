package io.barrel.p2p.test.udp;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Datagrams that wait for their time, bounded in number and in bytes. Confined to the proxy's thread. */
final class Departures {

    private static final int MAX_DATAGRAMS = 16_384;
    private static final int MAX_BYTES = 32 << 20;

    private final PriorityQueue<Datagram> waiting = new PriorityQueue<>(Datagram::compare);
    private long turns;
    private int bytes;

    /** Takes a datagram; false if there is no room. */
    boolean add(Datagram datagram, long due) {
        if (waiting.size() >= MAX_DATAGRAMS || bytes + datagram.size() > MAX_BYTES) {
            return false;
        }
        datagram.leaves(due, turns++);
        waiting.add(datagram);
        bytes += datagram.size();
        return true;
    }

    /** Gives a waiting datagram another time, behind all that have that time already. */
    void move(Datagram datagram, long due) {
        if (waiting.remove(datagram)) {
            datagram.leaves(due, turns++);
            waiting.add(datagram);
        }
    }

    /** The next datagram whose time has come; null if there is none. */
    @Nullable
    Datagram poll(long now) {
        Datagram first = waiting.peek();
        if (first == null || first.due() - now > 0) {
            return null;
        }
        waiting.remove();
        bytes -= first.size();
        return first;
    }

    /** Milliseconds until the next one leaves, at least 1; 0 if none waits. */
    long waitMillis(long now) {
        Datagram first = waiting.peek();
        return first == null ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(first.due() - now + 999_999));
    }
}
