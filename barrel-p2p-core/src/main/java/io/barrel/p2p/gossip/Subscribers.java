package io.barrel.p2p.gossip;

import io.barrel.p2p.event.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Who listens to which topic. Kept over restarts of the node, each of which brings an executor of its own. Any thread; user
 * code runs on the executor only.
 */
public final class Subscribers {

    private final GossipConfig config;
    private final LongAdder lost;
    private final Map<String, List<Subscriber>> byTopic = new ConcurrentHashMap<>();
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

    /** Queues a broadcast for each subscriber of its topic. Never blocks. */
    public void deliver(Broadcast broadcast) {
        for (Subscriber subscriber : byTopic.getOrDefault(broadcast.topic(), List.of())) {
            subscriber.offer(broadcast);
        }
    }
}
