package io.barrel.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** The receiving end of either side: counts messages, and answers requests with themselves, or an empty one with the counts. */
final class Tally {

    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * What was counted.
     *
     * @param messages how many messages
     * @param bytes of their payloads
     */
    record Counts(long messages, long bytes) {

        static Counts of(ByteBuffer answer) {
            return new Counts(answer.getLong(0), answer.getLong(Long.BYTES));
        }

        Counts since(Counts before) {
            return new Counts(messages - before.messages, bytes - before.bytes);
        }
    }

    /** A message that wants no reply came. */
    void count(ByteBuffer message) {
        messages.incrementAndGet();
        bytes.addAndGet(message.remaining());
    }

    /** The reply to a request. */
    ByteBuffer answer(ByteBuffer request) {
        return request.hasRemaining()
                ? request
                : ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(messages.get())
                        .putLong(bytes.get())
                        .flip();
    }
}
