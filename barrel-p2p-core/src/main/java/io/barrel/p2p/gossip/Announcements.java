package io.barrel.p2p.gossip;

import io.barrel.p2p.gossip.GossipMessage.Announcement;
import io.barrel.p2p.gossip.GossipMessage.IHave;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Announcements that wait for others to the same peer, for a moment or until there are as many as a message takes. */
final class Announcements {

    private final long delayMillis;
    private final Consumer<GossipOutput> outputs;
    private final Map<NodeId, Map<MessageId, Announcement>> waiting = new LinkedHashMap<>();
    private boolean scheduled;

    Announcements(long delayMillis, Consumer<GossipOutput> outputs) {
        this.delayMillis = delayMillis;
        this.outputs = outputs;
    }

    void add(NodeId peer, Announcement announcement) {
        Map<MessageId, Announcement> toPeer = waiting.computeIfAbsent(peer, key -> new LinkedHashMap<>());
        toPeer.put(announcement.id(), announcement);
        if (toPeer.size() >= GossipMessage.MAX_IDS) {
            waiting.remove(peer);
            send(peer, toPeer);
        } else if (!scheduled) {
            scheduled = true;
            outputs.accept(new GossipOutput.Schedule(new GossipTimer.Flush(), delayMillis));
        }
    }

    /** The peer has the broadcast: no need to tell it. */
    void drop(NodeId peer, MessageId id) {
        Map<MessageId, Announcement> toPeer = waiting.get(peer);
        if (toPeer != null) {
            toPeer.remove(id);
        }
    }

    void forget(NodeId peer) {
        waiting.remove(peer);
    }

    /** The timer fired: everything leaves. */
    void flush() {
        scheduled = false;
        waiting.forEach((peer, toPeer) -> {
            if (!toPeer.isEmpty()) {
                send(peer, toPeer);
            }
        });
        waiting.clear();
    }

    private void send(NodeId peer, Map<MessageId, Announcement> announcements) {
        List<Announcement> all = new ArrayList<>(announcements.values());
        outputs.accept(new GossipOutput.Send(peer, new IHave(all)));
    }
}
