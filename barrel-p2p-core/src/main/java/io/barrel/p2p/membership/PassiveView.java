package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The bounded set of peers known besides the active ones, with what is known of each: when it was last heard of, how
 * often it failed or refused, and until when it is left in peace. The map is for finding, the list for drawing; only the
 * list is iterated, so that a run depends on nothing but its inputs.
 */
final class PassiveView {

    /** The longest wait after failures (docs/protocol.md, section 5.6). */
    static final long MAX_BACKOFF_MILLIS = 300_000;

    /** The longest wait after refusals: a full peer may have room again soon. */
    static final long MAX_REFUSAL_MILLIS = 60_000;

    /** Candidates compared when one is promoted: some choice, and still not the same peer for everybody. */
    private static final int DRAWN = 3;

    private final HyParViewConfig config;
    private final RandomGenerator random;
    private final Map<NodeId, Entry> byNode = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    PassiveView(HyParViewConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
    }

    private static final class Entry {

        private Peer peer;
        private int index;
        private long lastSeen;
        private int failures;
        private int refusals;
        private long failedUntil = Long.MIN_VALUE;
        private long refusedUntil = Long.MIN_VALUE;
        private long restUntil = Long.MIN_VALUE;

        private Entry(Peer peer) {
            this.peer = peer;
        }

        private boolean usable(long now, boolean despiteRefusals) {
            return failedUntil <= now && (despiteRefusals ? restUntil : refusedUntil) <= now;
        }
    }

    int size() {
        return entries.size();
    }

    boolean contains(NodeId node) {
        return byNode.containsKey(node);
    }

    /**
     * Another node told of this peer. That makes it no more reachable than it was: a known address is only given up when
     * it has failed, and no wait ends.
     *
     * @param giveWay nodes that leave first when the view is full
     */
    void heard(Peer peer, long now, Set<NodeId> giveWay) {
        Entry entry = byNode.get(peer.node());
        if (entry == null) {
            entry = insert(peer, now, giveWay);
        } else if (entry.failures > 0) {
            entry.peer = peer;
        }
        if (entry != null) {
            entry.lastSeen = now;
        }
    }

    /** The peer itself was heard, at this address, and is worth remembering. */
    void keep(Peer peer, long now) {
        heard(peer, now, Set.of());
        linked(peer, now);
    }

    /** A link to the peer is up: if it is known here, its failures are over. */
    void linked(Peer peer, long now) {
        Entry entry = byNode.get(peer.node());
        if (entry != null) {
            entry.peer = peer;
            entry.lastSeen = now;
            entry.failures = 0;
            entry.failedUntil = Long.MIN_VALUE;
        }
    }

    /**
     * The peer could not be linked to, or its link failed. It waits, longer each time.
     *
     * @param evict whether it may take another's place to be remembered
     * @return whether it has failed too often and is forgotten
     */
    boolean failed(Peer peer, long now, boolean evict) {
        Entry entry = byNode.get(peer.node());
        if (entry == null) {
            if (!evict && entries.size() >= config.passiveSize()) {
                return false;
            }
            entry = insert(peer, now, Set.of());
            if (entry == null) {
                return false;
            }
            entry.lastSeen = now;
        }
        entry.failures++;
        entry.failedUntil = now + doubled(entry.failures, MAX_BACKOFF_MILLIS);
        if (entry.failures >= config.maxFailCount()) {
            remove(entry);
            return true;
        }
        return false;
    }

    /** The peer is well but took us not in, or let us go: others are asked first. */
    void refused(NodeId node, long now) {
        Entry entry = byNode.get(node);
        if (entry != null) {
            entry.refusals++;
            long wait = doubled(entry.refusals, MAX_REFUSAL_MILLIS);
            entry.refusedUntil = now + wait / 2 + random.nextLong(wait / 2 + 1);
            long rest = Math.min(wait, config.baseBackoff().toMillis());
            entry.restUntil = now + rest / 4 + random.nextLong(rest / 2 + 1);
        }
    }

    /** The overlay changed: peers that had no room may have it now. */
    void forgetRefusals() {
        for (Entry entry : entries) {
            entry.refusals = 0;
            entry.refusedUntil = entry.restUntil;
        }
    }

    private long doubled(int times, long max) {
        long base = Math.min(max, config.baseBackoff().toMillis());
        return Math.min(max, base << Math.min(times - 1, 20));
    }

    /**
     * The peer to be promoted next: of three drawn at random, the one with the fewest failures, then the most recently
     * seen.
     *
     * @param excluded peers not to be considered
     * @param despiteRefusals whether peers that refused are asked again after a short rest, because they must accept
     */
    @Nullable
    Peer candidate(long now, Predicate<NodeId> excluded, boolean despiteRefusals) {
        List<Entry> usable = null;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.usable(now, despiteRefusals) && !excluded.test(entry.peer.node())) {
                if (usable == null) {
                    usable = new ArrayList<>(entries.size());
                }
                usable.add(entry);
            }
        }
        if (usable == null) {
            return null;
        }
        Entry best = usable.get(0);
        int drawn = Math.min(DRAWN, usable.size());
        for (int i = 0; i < drawn; i++) {
            Entry entry = draw(usable, i);
            if (i == 0 || better(entry, best)) {
                best = entry;
            }
        }
        return best.peer;
    }

    private static boolean better(Entry one, Entry other) {
        return one.failures != other.failures ? one.failures < other.failures : one.lastSeen > other.lastSeen;
    }

    /** Up to {@code count} peers at random, none of those that failed of late. */
    List<Peer> sample(int count, NodeId except) {
        List<Entry> offered = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            if (entry.failures == 0 && !entry.peer.node().equals(except)) {
                offered.add(entry);
            }
        }
        List<Peer> sample = new ArrayList<>(count);
        for (int i = 0; i < Math.min(count, offered.size()); i++) {
            sample.add(draw(offered, i).peer);
        }
        return sample;
    }

    /** One step of a Fisher-Yates shuffle: a random element of {@code from} onwards, moved to {@code from}. */
    private Entry draw(List<Entry> list, int from) {
        int chosen = from + random.nextInt(list.size() - from);
        Entry entry = list.get(chosen);
        list.set(chosen, list.get(from));
        list.set(from, entry);
        return entry;
    }

    private @Nullable Entry insert(Peer peer, long now, Set<NodeId> giveWay) {
        if (config.passiveSize() == 0) {
            return null;
        }
        if (entries.size() >= config.passiveSize()) {
            remove(victim(now, giveWay));
        }
        Entry entry = new Entry(peer);
        entry.index = entries.size();
        entries.add(entry);
        byNode.put(peer.node(), entry);
        return entry;
    }

    /** Who leaves a full view: one not heard of for passive-max-age, else one of {@code giveWay}, else anyone. */
    private Entry victim(long now, Set<NodeId> giveWay) {
        Entry oldest = entries.get(0);
        for (Entry entry : entries) {
            if (entry.lastSeen < oldest.lastSeen) {
                oldest = entry;
            }
        }
        if (now - oldest.lastSeen >= config.passiveMaxAge().toMillis()) {
            return oldest;
        }
        Entry given = null;
        for (NodeId node : giveWay) {
            Entry entry = byNode.get(node);
            if (entry != null && (given == null || entry.index < given.index)) {
                given = entry;
            }
        }
        return given != null ? given : entries.get(random.nextInt(entries.size()));
    }

    void remove(NodeId node) {
        Entry entry = byNode.get(node);
        if (entry != null) {
            remove(entry);
        }
    }

    private void remove(Entry entry) {
        byNode.remove(entry.peer.node());
        Entry last = entries.remove(entries.size() - 1);
        if (last != entry) {
            entries.set(entry.index, last);
            last.index = entry.index;
        }
    }

    void clear() {
        byNode.clear();
        entries.clear();
    }

    List<ViewState.Passive> snapshot() {
        return entries.stream()
                .sorted(Comparator.comparingLong((Entry entry) -> entry.lastSeen)
                        .reversed())
                .map(entry -> new ViewState.Passive(entry.peer, entry.lastSeen, entry.failures))
                .toList();
    }
}
