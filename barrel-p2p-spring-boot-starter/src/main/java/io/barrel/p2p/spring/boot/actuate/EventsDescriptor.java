package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What happened.
 *
 * @param events the last 200, newest first
 * @param total how many there were since the application started
 */
public record EventsDescriptor(List<Event> events, long total) implements OperationResponseBody {

    /**
     * An event.
     *
     * @param sequence its number since the application started, from 1
     * @param at when this node's application was told
     * @param type its name, such as {@code peer_down}
     * @param node the node it is about; null if it is this one, or unknown
     * @param reason why, such as {@code nodedown}; null if it has none
     * @param text the same as a sentence
     */
    public record Event(
            long sequence,
            Instant at,
            String type,
            @Nullable String node,
            @Nullable String reason,
            String text) {

        static Event of(long sequence, Instant at, EventWords words) {
            return new Event(
                    sequence,
                    at,
                    words.type(),
                    Optional.ofNullable(words.node()).map(NodeId::value).orElse(null),
                    words.reason(),
                    words.text());
        }
    }
}
