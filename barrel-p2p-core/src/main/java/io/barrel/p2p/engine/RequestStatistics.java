package io.barrel.p2p.engine;

import io.barrel.p2p.messaging.MessagingFailure;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Tells what became of messages and requests. Any thread. */
final class RequestStatistics {

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Hears of each. */
    interface Listener {

        /**
         * A message arrived or a request was answered, or failed.
         *
         * @param failure null if it did not
         */
        void ended(boolean request, @Nullable MessagingFailure failure, long nanos);
    }

    void addListener(Listener listener) {
        listeners.add(listener);
    }

    void ended(boolean request, @Nullable MessagingFailure failure, long nanos) {
        for (Listener listener : listeners) {
            listener.ended(request, failure, nanos);
        }
    }
}
