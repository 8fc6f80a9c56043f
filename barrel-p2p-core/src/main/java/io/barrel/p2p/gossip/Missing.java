package io.barrel.p2p.gossip;

import io.barrel.p2p.gossip.GossipMessage.Announcement;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Broadcasts that were announced and have not arrived, and who announced them, in that order. When there are too many, whoever
 * announced most loses its eldest: a peer that announces what does not exist takes no room from others.
 */
final class Missing {

    /** How many are waited for. */
    static final int BOUND = 4_096;

    /** How many announcers of one are remembered: an active view holds five. */
    static final int ANNOUNCERS = 8;

    private final Consumer<GossipOutput> outputs;
    private final Map<MessageId, Map<NodeId, Announcer>> missing = new HashMap<>();
    /** What each announced, the eldest first; nobody who announced nothing. */
    private final Map<NodeId, Set<MessageId>> announced = new LinkedHashMap<>();

    private static final class Announcer {

        private final int round;
        private boolean grafted;

        Announcer(int round) {
            this.round = round;
        }
    }

    Missing(Consumer<GossipOutput> outputs) {
        this.outputs = outputs;
    }

    /** Whether this is the first announcement of the broadcast. */
    boolean announced(Announcement announcement, NodeId by) {
        MessageId id = announcement.id();
        boolean first = !missing.containsKey(id);
        Map<NodeId, Announcer> announcers = missing.computeIfAbsent(id, key -> new LinkedHashMap<>());
        Announcer known = announcers.get(by);
        if (known != null && known.grafted) {
            // It has it still, so its answer was lost or it was too busy: it is asked again, after the others.
            announcers.remove(by);
        }
        if (announcers.size() < ANNOUNCERS && !announcers.containsKey(by)) {
            announcers.put(by, new Announcer(announcement.round()));
            announced.computeIfAbsent(by, key -> new LinkedHashSet<>()).add(id);
        }
        while (missing.size() > BOUND) {
            giveUpOne();
        }
        return first && missing.containsKey(id);
    }

    private void giveUpOne() {
        NodeId most = null;
        int mostIds = 0;
        for (Map.Entry<NodeId, Set<MessageId>> of : announced.entrySet()) {
            if (of.getValue().size() > mostIds) {
                most = of.getKey();
                mostIds = of.getValue().size();
            }
        }
        if (most == null) {
            throw new IllegalStateException("what is missing was announced by nobody");
        }
        withdraw(most, of(most).iterator().next());
    }

    private Set<MessageId> of(NodeId announcer) {
        return announced.getOrDefault(announcer, Set.of());
    }

    /** That announcer is not asked for it; if there is no other, nobody is. */
    private void withdraw(NodeId announcer, MessageId id) {
        Map<NodeId, Announcer> announcers = missing.get(id);
        if (announcers == null || (announcers.size() == 1 && announcers.containsKey(announcer))) {
            found(id);
            return;
        }
        announcers.remove(announcer);
        unlist(announcer, id);
    }

    private void unlist(NodeId announcer, MessageId id) {
        announced.computeIfPresent(announcer, (key, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }

    boolean isAnnouncedBy(MessageId id, NodeId peer) {
        Map<NodeId, Announcer> announcers = missing.get(id);
        return announcers != null && announcers.containsKey(peer);
    }

    /** Who is to be asked next; null if all were, and then it is given up. */
    @Nullable
    NodeId nextAnnouncer(MessageId id) {
        Map<NodeId, Announcer> announcers = missing.get(id);
        if (announcers == null) {
            return null;
        }
        for (Map.Entry<NodeId, Announcer> candidate : announcers.entrySet()) {
            if (!candidate.getValue().grafted) {
                candidate.getValue().grafted = true;
                return candidate.getKey();
            }
        }
        remove(id);
        return null;
    }

    /** A lazy neighbour that announced the broadcast with at most that round; null if there is none. */
    @Nullable
    NodeId shorter(MessageId id, int round, Tree tree) {
        Map<NodeId, Announcer> announcers = missing.get(id);
        if (announcers == null) {
            return null;
        }
        for (Map.Entry<NodeId, Announcer> candidate : announcers.entrySet()) {
            if (candidate.getValue().round <= round && tree.isLazy(candidate.getKey())) {
                return candidate.getKey();
            }
        }
        return null;
    }

    /** It arrived, or is waited for no longer. */
    void found(MessageId id) {
        if (remove(id)) {
            outputs.accept(new GossipOutput.Cancel(new GossipTimer.Missing(id)));
        }
    }

    private boolean remove(MessageId id) {
        Map<NodeId, Announcer> announcers = missing.remove(id);
        if (announcers == null) {
            return false;
        }
        announcers.keySet().forEach(announcer -> unlist(announcer, id));
        return true;
    }

    /** The peer is no neighbour any more and is not asked. */
    void forget(NodeId peer) {
        List<MessageId> ids = new ArrayList<>(of(peer));
        ids.forEach(id -> withdraw(peer, id));
    }

    int size() {
        return missing.size();
    }
}
