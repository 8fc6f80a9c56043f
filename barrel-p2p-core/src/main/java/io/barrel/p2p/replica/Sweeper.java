package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Forgets what has expired: once a minute, in slices, and only while something is held that ever will. */
final class Sweeper {

    private static final long PERIOD_MILLIS = 60_000;

    /** Time between two slices of a sweep: the loop does other work. */
    private static final long PAUSE_MILLIS = 10;

    private static final int SLICE = 1_024;

    private final Store store;
    private final Consumer<ReplicaOutput> outputs;
    private ByteString cursor = ByteString.EMPTY;
    private boolean armed;

    Sweeper(Store store, Consumer<ReplicaOutput> outputs) {
        this.store = store;
        this.outputs = outputs;
    }

    /** Sets the timer if something may expire and it is not set. */
    void arm() {
        if (!armed && store.tree().expirable() > 0) {
            schedule(PERIOD_MILLIS);
        }
    }

    void sweep() {
        armed = false;
        Slice slice = new Slice();
        boolean finished = store.tree().walkExpirable(cursor, slice::look);
        cursor = finished ? ByteString.EMPTY : slice.last;
        if (!finished) {
            schedule(PAUSE_MILLIS);
        }
        slice.expired.forEach(store::expire);
    }

    private void schedule(long delayMillis) {
        armed = true;
        outputs.accept(new ReplicaOutput.Schedule(new ReplicaTimer.Sweep(), delayMillis));
    }

    private final class Slice {
        final List<ReplicaEntry> expired = new ArrayList<>();
        ByteString last = ByteString.EMPTY;
        int looked;

        boolean look(ReplicaEntry entry) {
            last = entry.key();
            if (store.isExpired(entry)) {
                expired.add(entry);
            }
            return ++looked < SLICE;
        }
    }
}
