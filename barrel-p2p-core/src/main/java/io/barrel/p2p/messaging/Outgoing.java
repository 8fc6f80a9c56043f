package io.barrel.p2p.messaging;

import io.barrel.p2p.messaging.MessageFrame.Kind;
import io.barrel.p2p.wire.MalformedInputException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one side says in a conversation: what waits, and what was sent and the other side has not done with. Payloads are kept
 * until the other side has them, and sent again over a new link. So much may be sent that is not done with, and no more: thus a
 * slow handler makes its callers wait.
 */
final class Outgoing {

    /** Bytes that may be sent and not be done with; a single message may be larger. */
    static final int WINDOW = 1 << 20;

    /** What a message counts beside its payload: its objects at both ends. */
    static final int OVERHEAD = 128;

    private final Deque<Item> waiting = new ArrayDeque<>();
    private final Deque<Item> flight = new ArrayDeque<>();
    private long waitingBytes;
    private long flightBytes;
    private long last;
    private long received;

    /** Something to be said. */
    static final class Item {
        final Kind kind;
        final long request;
        final @Nullable Call call;
        final @Nullable MessagingFailure failure;
        final String detail;
        final int bytes;
        private @Nullable ByteBuffer payload;
        long number;

        Item(
                Kind kind,
                long request,
                @Nullable Call call,
                ByteBuffer payload,
                @Nullable MessagingFailure failure,
                String detail) {
            this.kind = kind;
            this.request = request;
            this.call = call;
            this.payload = payload;
            this.failure = failure;
            this.detail = detail;
            this.bytes = OVERHEAD + payload.remaining();
        }

        ByteBuffer payload() {
            return payload == null ? MessageFrame.NO_PAYLOAD : payload;
        }

        Map<String, String> context() {
            return call == null ? Map.of() : call.context();
        }

        int timeout() {
            return call == null || !call.wantsReply() ? 0 : (int) call.timeoutMillis();
        }

        private boolean isPointless() {
            return call != null && call.isDone();
        }
    }

    void add(Item item) {
        waiting.add(item);
        waitingBytes += item.bytes;
    }

    /** The next to be sent, numbered; null if nothing waits or the window is full. */
    @Nullable
    Item next() {
        while (!waiting.isEmpty() && waiting.peek().isPointless()) {
            waitingBytes -= waiting.remove().bytes;
        }
        Item item = waiting.peek();
        if (item == null || (!flight.isEmpty() && flightBytes + item.bytes > WINDOW)) {
            return null;
        }
        waiting.remove();
        waitingBytes -= item.bytes;
        item.number = ++last;
        flight.add(item);
        flightBytes += item.bytes;
        return item;
    }

    /** Hands on what the other side has not received, in order. */
    void repeat(Consumer<Item> send) {
        for (Item item : flight) {
            if (item.number > received) {
                send.accept(item);
            }
        }
    }

    /**
     * The other side tells how far it is.
     *
     * @param arrived told of each that is known to be there since now
     * @throws MalformedInputException if it claims to have what was never sent
     */
    void acknowledge(long receivedTo, long consumedTo, Consumer<Item> arrived) {
        if (receivedTo > last || consumedTo > receivedTo) {
            throw new MalformedInputException(
                    "received to " + receivedTo + " and consumed to " + consumedTo + " of " + last + " messages");
        }
        if (receivedTo > received) {
            for (Item item : flight) {
                if (item.number > received && item.number <= receivedTo) {
                    item.payload = null;
                    arrived.accept(item);
                }
            }
            received = receivedTo;
        }
        while (!flight.isEmpty() && flight.peek().number <= consumedTo) {
            flightBytes -= flight.remove().bytes;
        }
    }

    /** Forgets what was sent, to begin anew at number 1; what waits stays. */
    void restart() {
        flight.clear();
        flightBytes = 0;
        last = 0;
        received = 0;
    }

    /** Forgets what waits. */
    void clear(Consumer<Call> lost) {
        for (Item item : waiting) {
            if (item.call != null) {
                lost.accept(item.call);
            }
        }
        waiting.clear();
        waitingBytes = 0;
    }

    int waiting() {
        return waiting.size();
    }

    long waitingBytes() {
        return waitingBytes;
    }

    /** Whether something was sent that the other side has not received. */
    boolean awaitsReceipt() {
        return received < last;
    }

    /** Whether the other side has not received something. */
    boolean isUnheard() {
        return !waiting.isEmpty() || awaitsReceipt();
    }

    boolean isIdle() {
        return waiting.isEmpty() && flight.isEmpty();
    }
}
