package io.barrel.p2p.gossip;

import io.barrel.p2p.gossip.GossipMessage.Announcement;
import io.barrel.p2p.wire.NodeId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Broadcasts that were announced and have not arrived, and who announced them, in that order. */
final class Missing {

    /** How many are waited for; beyond it the eldest is given up. */
    static final int BOUND = 4_096;

    /** How many announcers of one are remembered: an active view holds five. */
    static final int ANNOUNCERS = 8;

    private final Consumer<GossipOutput> outputs;
    private final Map<MessageId, Map<NodeId, Announcer>> missing = new LinkedHashMap<>();

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
        Map<NodeId, Announcer> announcers = missing.get(announcement.id());
        boolean first = announcers == null;
        if (announcers == null) {
            announcers = new LinkedHashMap<>();
            missing.put(announcement.id(), announcers);
            if (missing.size() > BOUND) {
                found(missing.keySet().iterator().next());
            }
        }
        Announcer known = announcers.get(by);
        if (known != null && known.grafted) {
            // It has it still, so its answer was lost or it was too busy: it is asked again, after the others.
            announcers.remove(by);
        }
        if (announcers.size() < ANNOUNCERS) {
            announcers.putIfAbsent(by, new Announcer(announcement.round()));
        }
        return first;
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
        missing.remove(id);
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
        if (missing.remove(id) != null) {
            outputs.accept(new GossipOutput.Cancel(new GossipTimer.Missing(id)));
        }
    }

    /** The peer is no neighbour any more and is not asked. */
    void forget(NodeId peer) {
        Iterator<Map.Entry<MessageId, Map<NodeId, Announcer>>> entries =
                missing.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<MessageId, Map<NodeId, Announcer>> entry = entries.next();
            entry.getValue().remove(peer);
            if (entry.getValue().isEmpty()) {
                entries.remove();
                outputs.accept(new GossipOutput.Cancel(new GossipTimer.Missing(entry.getKey())));
            }
        }
    }

    int size() {
        return missing.size();
    }
}
