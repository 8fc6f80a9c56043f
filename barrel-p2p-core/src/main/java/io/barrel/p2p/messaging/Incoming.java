package io.barrel.p2p.messaging;

import io.barrel.p2p.wire.MalformedInputException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What the other side of a conversation says: what came, and what is done with. */
final class Incoming {

    /** Done with and not told of, at which to tell at once: the other side may be waiting. */
    private static final long TELL_AT = Outgoing.WINDOW / 4;

    private final Deque<Delivery> undone = new ArrayDeque<>();
    private long undoneBytes;
    private long received;
    private long consumed;
    private long toldReceived;
    private long toldConsumed;
    private long untoldBytes;

    /**
     * Whether a message is the next one; one that came before is not.
     *
     * @throws MalformedInputException if one before it is missing, or the sender exceeds the window
     */
    boolean isNext(long number) {
        if (number > received + 1) {
            throw new MalformedInputException("message " + number + " came after " + received);
        }
        if (number <= received) {
            // It was repeated, because what this side told was lost.
            toldReceived = 0;
            return false;
        }
        if (undoneBytes > Outgoing.WINDOW) {
            throw new MalformedInputException("more than " + Outgoing.WINDOW + " bytes that are not done with");
        }
        received = number;
        return true;
    }

    /** The next message is for a handler, which will be done with it. */
    void add(Delivery delivery) {
        undone.add(delivery);
        undoneBytes += delivery.bytes();
    }

    /** What needs no handler is done with as it comes, unless others before it are not. */
    void pass() {
        if (undone.isEmpty()) {
            consumed = received;
        }
    }

    /** A handler is done with a message. */
    void taken(Delivery delivery) {
        delivery.take();
        while (!undone.isEmpty() && undone.peek().isTaken()) {
            Delivery done = undone.remove();
            undoneBytes -= done.bytes();
            untoldBytes += done.bytes();
            consumed = done.number();
        }
        pass();
    }

    boolean mustTellNow() {
        return untoldBytes >= TELL_AT;
    }

    boolean isUntold() {
        return toldReceived < received || toldConsumed < consumed;
    }

    /** The other side is being told. */
    void told() {
        toldReceived = received;
        toldConsumed = consumed;
        untoldBytes = 0;
    }

    long received() {
        return received;
    }

    long consumed() {
        return consumed;
    }

    boolean isIdle() {
        return undone.isEmpty();
    }

    void cancel() {
        undone.forEach(Delivery::cancel);
    }
}
