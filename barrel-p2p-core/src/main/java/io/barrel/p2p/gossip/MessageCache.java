package io.barrel.p2p.gossip;

import io.barrel.p2p.gossip.GossipMessage.Push;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Broadcasts kept to answer grafts, the oldest first; bounded by age, bytes and number. */
final class MessageCache {

    /** What a broadcast takes beside its payload, in bytes, about: its entry, id, topic and buffer. */
    static final int OVERHEAD = 256;

    private final long ageMillis;
    private final long maxBytes;
    private final Map<MessageId, Kept> kept = new LinkedHashMap<>();
    private long bytes;

    /** A broadcast as it is passed on, and the peer it came from; null if it was published here. */
    record Kept(Push push, @Nullable NodeId from, long since) {

        int bytes() {
            return push.payload().remaining() + OVERHEAD;
        }
    }

    MessageCache(long ageMillis, long maxBytes) {
        this.ageMillis = ageMillis;
        this.maxBytes = maxBytes;
    }

    /** Keeps a broadcast that is not kept yet. */
    void add(Push push, @Nullable NodeId from, long now) {
        Kept added = new Kept(push, from, now);
        kept.put(push.id(), added);
        bytes += added.bytes();
        Iterator<Kept> eldest = kept.values().iterator();
        // Not more than ids are remembered: what is kept is never taken for new.
        while (bytes > maxBytes || kept.size() > SeenIds.BOUND) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    @Nullable
    Kept get(MessageId id) {
        return kept.get(id);
    }

    /** The newest of those kept since a moment, at most so many, oldest first. */
    List<Push> newest(int most, long since) {
        List<Push> newest = new ArrayList<>();
        for (Kept candidate : kept.values()) {
            if (candidate.since() >= since) {
                newest.add(candidate.push());
            }
        }
        return newest.subList(Math.max(0, newest.size() - most), newest.size());
    }

    void expire(long now) {
        Iterator<Kept> eldest = kept.values().iterator();
        while (eldest.hasNext()) {
            Kept next = eldest.next();
            if (now - next.since() < ageMillis) {
                return;
            }
            bytes -= next.bytes();
            eldest.remove();
        }
    }

    int size() {
        return kept.size();
    }

    long bytes() {
        return bytes;
    }
}
