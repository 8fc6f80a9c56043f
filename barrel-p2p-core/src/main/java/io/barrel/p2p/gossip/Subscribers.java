package io.barrel.p2p.gossip;

import io.barrel.p2p.event.Subscription;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Who listens to which topic. Kept over restarts of the node, each of which brings an executor of its own. Any thread; user
 * code runs on the executor only.
 */
public final class Subscribers {

    /** Broadcasts a restarted node knows again: many times what its new neighbours announce to it. */
    static final int REMEMBERED = 16 * GossipMessage.MAX_IDS;

    private final GossipConfig config;
    private final LongAdder lost;
    private final Map<String, List<Subscriber>> byTopic = new ConcurrentHashMap<>();
    /** The newest that somebody got. The machine, which tells copies apart, forgets them at a restart. */
    private final Set<MessageId> delivered = new LinkedHashSet<>();

    private volatile Executor executor = task -> {};

    /**
     * Nobody.
     *
     * @param config bounds of the queues
     * @param lost counts broadcasts that a subscriber was too slow for
     */
    public Subscribers(GossipConfig config, LongAdder lost) {
        this.config = config;
        this.lost = lost;
    }

    /**
     * Listeners run on that executor from now on, each in one task at a time. What waited for a thread of the former one,
     * which may have been shut down, runs here.
     */
    public void runOn(Executor newExecutor) {
        executor = newExecutor;
        byTopic.values().forEach(subscribers -> subscribers.forEach(Subscriber::restart));
    }

    /** As {@link Gossip#subscribe}. */
    public Subscription subscribe(String topic, GossipListener listener) {
        Topics.requireUserTopic(topic);
        Subscriber subscriber = new Subscriber(topic, listener, config, lost, () -> executor);
        // Within the map's lock: the last of a topic may end meanwhile and take the list with it.
        byTopic.compute(topic, (key, others) -> {
            List<Subscriber> subscribers = others == null ? new CopyOnWriteArrayList<>() : others;
            subscribers.add(subscriber);
            return subscribers;
        });
        return () -> {
            subscriber.close();
            byTopic.computeIfPresent(topic, (key, subscribers) -> {
                subscribers.remove(subscriber);
                return subscribers.isEmpty() ? null : subscribers;
            });
        };
    }

    /** Queues a broadcast for each subscriber of its topic, unless it was before. Never blocks. */
    public void deliver(MessageId id, Broadcast broadcast) {
        List<Subscriber> subscribers = byTopic.getOrDefault(broadcast.topic(), List.of());
        if (!subscribers.isEmpty() && isNew(id)) {
            subscribers.forEach(subscriber -> subscriber.offer(broadcast));
        }
    }

    private boolean isNew(MessageId id) {
        synchronized (delivered) {
            boolean added = delivered.add(id);
            if (delivered.size() > REMEMBERED) {
                delivered.remove(delivered.iterator().next());
            }
            return added;
        }
    }
}
