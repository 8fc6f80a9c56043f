package io.barrel.p2p.messaging;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When calls have taken too long: a hashed wheel (Varghese, Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987, scheme 6),
 * in which a call that is done leaves nothing behind. The calls themselves are the links of its lists.
 */
final class Deadlines {

    /** Time between two slots, in milliseconds: a call may take so much longer. */
    static final int TICK = 10;

    /** Slots; a call whose time is further away is passed by each time round. */
    private static final int SLOTS = 1_024;

    private final @Nullable Call[] slots = new Call[SLOTS];
    private int size;
    private long tick;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(Call call, long now) {
        if (size == 0) {
            tick = now / TICK;
        }
        call.deadline = now + call.timeoutMillis();
        int slot = slot(call);
        Call first = slots[slot];
        call.before = null;
        call.after = first;
        if (first != null) {
            first.before = call;
        }
        slots[slot] = call;
        size++;
    }

    private static int slot(Call call) {
        // Behind its time, never before it.
        return (int) ((call.deadline / TICK + 1) % SLOTS);
    }

    void remove(Call call) {
        Call before = call.before;
        Call after = call.after;
        if (before != null) {
            before.after = after;
        } else {
            slots[slot(call)] = after;
        }
        if (after != null) {
            after.before = before;
        }
        call.before = null;
        call.after = null;
        size--;
    }

    /** Takes out the calls whose time is up. */
    void advance(long now, Consumer<Call> late) {
        long until = now / TICK;
        // Once round at most, however long nobody looked.
        for (long from = Math.max(tick + 1, until - SLOTS + 1); from <= until; from++) {
            Call call = slots[(int) (from % SLOTS)];
            while (call != null) {
                Call after = call.after;
                if (call.deadline <= now) {
                    remove(call);
                    late.accept(call);
                }
                call = after;
            }
        }
        tick = Math.max(tick, until);
    }
}
