package io.barrel.p2p.gossip;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Broadcasts that were delivered, by their ids, the oldest first. They are remembered for longer than their payloads, because
 * a copy may come late, by a link that stood still.
 */
final class SeenIds {

    /** How long an id is remembered at least, in milliseconds. */
    static final long AGE_MILLIS = 300_000;

    /** How many are remembered; a copy of one that was forgotten would be delivered again. */
    static final int BOUND = 65_536;

    private final long ageMillis;
    private final Map<MessageId, Long> seen = new LinkedHashMap<>();

    /** Remembers ids for {@link #AGE_MILLIS}, or twice as long as payloads if those are kept for long. */
    SeenIds(long cacheMillis) {
        ageMillis = Math.max(AGE_MILLIS, 2 * cacheMillis);
    }

    void add(MessageId id, long now) {
        seen.put(id, now);
        if (seen.size() > BOUND) {
            seen.remove(seen.keySet().iterator().next());
        }
    }

    boolean contains(MessageId id) {
        return seen.containsKey(id);
    }

    boolean isEmpty() {
        return seen.isEmpty();
    }

    void expire(long now) {
        Iterator<Long> eldest = seen.values().iterator();
        while (eldest.hasNext() && now - eldest.next() >= ageMillis) {
            eldest.remove();
        }
    }
}
