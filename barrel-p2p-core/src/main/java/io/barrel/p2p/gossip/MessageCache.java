package io.barrel.p2p.gossip;

import io.barrel.p2p.gossip.GossipMessage.Push;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Broadcasts kept to answer grafts; bounded by age, bytes and number. */
final class MessageCache {

    /** What a broadcast takes beside its payload, in bytes, about: its entry, id, topic and buffer. */
    static final int OVERHEAD = 256;

    /** How often one is pushed to one peer that grafts it: answers are lost, but not for ever. */
    static final int ANSWERS = 8;

    private final long ageMillis;
    private final long maxBytes;
    private final Map<MessageId, Kept> kept = new HashMap<>();
    private final Deque<Kept> eldestFirst = new ArrayDeque<>();
    private long bytes;

    /** A broadcast as it is passed on, and the peer it came from; null if it was published here. */
    static final class Kept {

        private final Push push;
        private final @Nullable NodeId from;
        private final long since;
        private final List<NodeId> answered = new ArrayList<>(0);

        private Kept(Push push, @Nullable NodeId from, long since) {
            this.push = push;
            this.from = from;
            this.since = since;
        }

        Push push() {
            return push;
        }

        @Nullable
        NodeId from() {
            return from;
        }

        /** Whether that peer may be answered, which it then is: else it could ask for the same for ever. */
        boolean answer(NodeId peer) {
            return Collections.frequency(answered, peer) < ANSWERS && answered.add(peer);
        }

        private int bytes() {
            return push.payload().remaining() + OVERHEAD;
        }
    }

    MessageCache(long ageMillis, long maxBytes) {
        this.ageMillis = ageMillis;
        this.maxBytes = maxBytes;
    }

    /** Keeps a broadcast, unless it is kept already. */
    void add(Push push, @Nullable NodeId from, long now) {
        Kept added = new Kept(push, from, now);
        if (kept.putIfAbsent(push.id(), added) != null) {
            return;
        }
        eldestFirst.add(added);
        bytes += added.bytes();
        // Not more than ids are remembered: what is kept is hardly ever taken for new.
        while (bytes > maxBytes || kept.size() > SeenIds.BOUND) {
            forget(eldestFirst.remove());
        }
    }

    private void forget(Kept eldest) {
        kept.remove(eldest.push().id());
        bytes -= eldest.bytes();
    }

    @Nullable
    Kept get(MessageId id) {
        return kept.get(id);
    }

    /** The newest of those kept since a moment, at most so many, oldest first. */
    List<Push> newest(int most, long since) {
        List<Push> newest = new ArrayList<>();
        Iterator<Kept> newestFirst = eldestFirst.descendingIterator();
        while (newestFirst.hasNext() && newest.size() < most) {
            Kept next = newestFirst.next();
            if (next.since < since) {
                break;
            }
            newest.add(next.push());
        }
        Collections.reverse(newest);
        return newest;
    }

    void expire(long now) {
        for (Kept eldest = eldestFirst.peek();
                eldest != null && now - eldest.since >= ageMillis;
                eldest = eldestFirst.peek()) {
            forget(eldestFirst.remove());
        }
    }

    int size() {
        return kept.size();
    }

    long bytes() {
        return bytes;
    }
}
