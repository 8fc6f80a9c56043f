package io.barrel.p2p.test.memory;

import io.barrel.p2p.transport.Loop;
import java.util.HashMap;
import java.util.Map;

/** Sends messages and repeats each until it is acknowledged. Confined to the loop. */
final class Outbox {

    /** As of QUIC with a short round trip: RFC 9002, section 6.2.1. */
    private static final long FIRST_REPEAT = 30;

    private static final long MAX_REPEAT = 1_000;

    private final Loop loop;
    private final Carrier carrier;
    private final Map<Long, Sent> unacknowledged = new HashMap<>();
    private long next;
    private int bytes;
    private boolean closed;

    /** Puts a numbered message on the network. */
    interface Carrier {
        void carry(long number, Message message);
    }

    /** A message on its way. */
    private static final class Sent {
        private final Message message;
        private Loop.Cancellable repeat = () -> {};

        Sent(Message message) {
            this.message = message;
        }
    }

    Outbox(Loop loop, Carrier carrier) {
        this.loop = loop;
        this.carrier = carrier;
    }

    /** Bytes that are not acknowledged. */
    int bytes() {
        return bytes;
    }

    void send(Message message) {
        if (closed) {
            return;
        }
        long number = next++;
        Sent sent = new Sent(message);
        unacknowledged.put(number, sent);
        bytes += message.size();
        transmit(number, sent, FIRST_REPEAT);
    }

    private void transmit(long number, Sent sent, long repeatAfter) {
        carrier.carry(number, sent.message);
        sent.repeat = loop.schedule(() -> transmit(number, sent, Math.min(2 * repeatAfter, MAX_REPEAT)), repeatAfter);
    }

    void acknowledged(long number) {
        Sent sent = unacknowledged.remove(number);
        if (sent != null) {
            sent.repeat.cancel();
            bytes -= sent.message.size();
        }
    }

    void close() {
        closed = true;
        unacknowledged.values().forEach(sent -> sent.repeat.cancel());
        unacknowledged.clear();
    }
}
