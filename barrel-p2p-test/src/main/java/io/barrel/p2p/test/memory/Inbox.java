package io.barrel.p2p.test.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Puts messages back into their order and drops repetitions. Confined to the loop. */
final class Inbox {

    private final Consumer<Message> receiver;
    private final Map<Long, Message> early = new HashMap<>();
    private long expected;

    Inbox(Consumer<Message> receiver) {
        this.receiver = receiver;
    }

    void arrived(long number, Message message) {
        if (number < expected) {
            return;
        }
        early.put(number, message);
        for (Message next = early.remove(expected); next != null; next = early.remove(expected)) {
            expected++;
            receiver.accept(next);
        }
    }
}
