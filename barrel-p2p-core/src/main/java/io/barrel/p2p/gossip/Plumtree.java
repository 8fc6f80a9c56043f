package io.barrel.p2p.gossip;

import io.barrel.p2p.gossip.GossipMessage.Announcement;
import io.barrel.p2p.gossip.GossipMessage.Graft;
import io.barrel.p2p.gossip.GossipMessage.IHave;
import io.barrel.p2p.gossip.GossipMessage.Prune;
import io.barrel.p2p.gossip.GossipMessage.Push;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The broadcast machine of one node: Plumtree (Leitão, Pereira, Rodrigues, "Epidemic Broadcast Trees", SRDS 2007). Broadcasts
 * go in full over the eager edges, which become a tree, and as announcements over the lazy ones, which mend it. It has no
 * thread, no clock and no socket: {@link #handle} takes what happened and when, and hands what is to be done to the consumer
 * given at construction, before it returns.
 *
 * <p>Each broadcast is delivered at most once. At rest nothing is sent and, once the last broadcast is forgotten, no timer is
 * set. The same inputs and the same random numbers give the same outputs.
 *
 * <p>Not safe for use by several threads, and not re-entrant: the consumer must not call {@link #handle}.
 */
public final class Plumtree {

    /** A neighbour whose edge is new, or whose link was lost, is told of broadcasts of the last so many milliseconds. */
    static final long REPEATED_MILLIS = 10_000;

    private static final long SWEEP_MILLIS = 10_000;

    private final NodeId self;
    private final GossipConfig config;
    private final RandomGenerator random;
    private final Predicate<NodeId> congested;
    private final Consumer<GossipOutput> outputs;
    private final Tree tree = new Tree();
    private final SeenIds seen;
    private final MessageCache cache;
    private final Missing missing;
    private final Announcements announcements;
    private boolean sweeping;
    private long duplicates;

    /**
     * A machine without neighbours.
     *
     * @param self this node
     * @param config the parameters
     * @param random makes message ids; whoever can foretell one can use it up before the broadcast that is to have it
     * @param congested whether so much waits for a peer that it is to be told of broadcasts by their ids only
     * @param outputs takes what is to be done, in order, within {@link #handle}
     */
    public Plumtree(
            NodeId self,
            GossipConfig config,
            RandomGenerator random,
            Predicate<NodeId> congested,
            Consumer<GossipOutput> outputs) {
        this.self = self;
        this.config = config;
        this.random = random;
        this.congested = congested;
        this.outputs = outputs;
        this.seen = new SeenIds(config.cacheAge().toMillis());
        this.cache = new MessageCache(config.cacheAge().toMillis(), config.cacheBytes());
        this.missing = new Missing(outputs);
        this.announcements = new Announcements(config.announceDelay().toMillis(), outputs);
    }

    /**
     * Something happened.
     *
     * @param input what
     * @param now when, in milliseconds of a clock that never goes back
     */
    public void handle(GossipInput input, long now) {
        if (input instanceof GossipInput.Received received) {
            onReceived(received.from(), received.message(), now);
        } else if (input instanceof GossipInput.Publish publish) {
            publish(publish.topic(), publish.payload(), now);
        } else if (input instanceof GossipInput.LastWords) {
            tree.makeAllEager();
        } else if (input instanceof GossipInput.Echo echo) {
            onEcho(echo.id(), now);
        } else if (input instanceof GossipInput.NeighborUp up) {
            if (tree.add(up.peer())) {
                repeat(up.peer(), now);
            }
        } else if (input instanceof GossipInput.NeighborDown down) {
            tree.remove(down.peer());
            announcements.forget(down.peer());
            missing.forget(down.peer());
        } else if (input instanceof GossipInput.LinkReplaced replaced) {
            if (tree.contains(replaced.peer())) {
                repeat(replaced.peer(), now);
            }
        } else if (input instanceof GossipInput.TimerFired fired) {
            onTimer(fired.timer(), now);
        }
    }

    private void onReceived(NodeId from, GossipMessage message, long now) {
        if (message instanceof Push push) {
            onPush(from, push, now);
        } else if (message instanceof IHave have) {
            have.announcements().forEach(announcement -> onAnnouncement(from, announcement));
        } else if (message instanceof Graft graft) {
            onGraft(from, graft.ids());
        } else if (message instanceof Prune) {
            tree.makeLazy(from);
        }
    }

    private void publish(String topic, ByteBuffer payload, long now) {
        if (!tree.hasEager()) {
            // No branch of the tree ends here any more: all would have to ask for it, half a second later.
            tree.makeAllEager();
        }
        MessageId id = new MessageId(random.nextLong(), random.nextLong());
        take(new Push(id, topic, self, 0, payload), null, now);
    }

    private void onPush(NodeId from, Push push, long now) {
        announcements.drop(from, push.id());
        if (seen.contains(push.id())) {
            duplicates++;
            if (tree.contains(from)) {
                tree.makeLazy(from);
                send(from, new Prune());
            }
            return;
        }
        if (tree.contains(from)) {
            arrange(from, push);
        }
        // Bounded, lest a false round make neighbours refuse what is passed on.
        int round = Math.min(push.round() + 1, GossipCodec.MAX_ROUND);
        take(new Push(push.id(), push.topic(), push.origin(), round, push.payload()), from, now);
    }

    /** Neither asked for again, whoever else announces it, nor delivered or passed on. */
    private void onEcho(MessageId id, long now) {
        seen.add(id, now);
        missing.found(id);
        sweepLater();
    }

    /** The edge a broadcast came over joins the tree, unless a lazy one is much shorter. */
    private void arrange(NodeId from, Push push) {
        NodeId shorter = missing.shorter(push.id(), push.round() - config.optimizationThreshold(), tree);
        if (shorter == null) {
            tree.makeEager(from);
        } else {
            swap(from, shorter);
        }
    }

    /** A broadcast is new here: its round is the one it goes on with. */
    private void take(Push push, @Nullable NodeId from, long now) {
        seen.add(push.id(), now);
        cache.add(push, from, now);
        outputs.accept(new GossipOutput.Deliver(push.id(), new Broadcast(push.topic(), push.origin(), push.payload())));
        for (NodeId peer : tree.peers()) {
            if (peer.equals(from) || missing.isAnnouncedBy(push.id(), peer)) {
                // It has the broadcast: a copy would only make it prune the edge, perhaps one just grafted.
                continue;
            }
            if (tree.isEager(peer) && !congested.test(peer)) {
                send(peer, push);
            } else {
                announcements.add(peer, new Announcement(push.id(), push.round()));
            }
        }
        missing.found(push.id());
        sweepLater();
    }

    private void onAnnouncement(NodeId from, Announcement announcement) {
        announcements.drop(from, announcement.id());
        if (seen.contains(announcement.id())) {
            optimize(from, announcement);
        } else if (missing.announced(announcement, from)) {
            schedule(
                    new GossipTimer.Missing(announcement.id()),
                    config.graftTimeout().toMillis());
        }
    }

    /**
     * An announcement waits for others and comes after what it announces: a shorter path shows then too, not only in the order of
     * the paper. The round of the parent's copy was one less than what is passed on.
     */
    private void optimize(NodeId from, Announcement announcement) {
        MessageCache.Kept kept = cache.get(announcement.id());
        NodeId parent = kept == null ? null : kept.from();
        if (kept != null
                && parent != null
                && tree.isLazy(from)
                && tree.isEager(parent)
                && kept.push().round() - 1 - announcement.round() >= config.optimizationThreshold()) {
            swap(parent, from);
        }
    }

    /** The edge to one peer joins the tree in place of that to another. */
    private void swap(NodeId longer, NodeId shorter) {
        tree.makeEager(shorter);
        send(shorter, new Graft(List.of()));
        if (tree.makeLazy(longer)) {
            send(longer, new Prune());
        }
    }

    private void onGraft(NodeId from, List<MessageId> ids) {
        tree.makeEager(from);
        for (MessageId id : new LinkedHashSet<>(ids)) {
            MessageCache.Kept kept = cache.get(id);
            if (kept != null && congested.test(from)) {
                announcements.add(from, new Announcement(id, kept.push().round()));
            } else if (kept != null && kept.answer(from)) {
                send(from, kept.push());
            }
        }
    }

    private void onTimer(GossipTimer timer, long now) {
        if (timer instanceof GossipTimer.Flush) {
            announcements.flush();
        } else if (timer instanceof GossipTimer.Missing of) {
            graft(of.id());
        } else if (timer instanceof GossipTimer.Sweep) {
            sweeping = false;
            cache.expire(now);
            seen.expire(now);
            sweepLater();
        }
    }

    /** The broadcast did not come by the tree: it is asked for, of who announced it first. */
    private void graft(MessageId id) {
        NodeId announcer = missing.nextAnnouncer(id);
        if (announcer != null) {
            tree.makeEager(announcer);
            send(announcer, new Graft(List.of(id)));
            schedule(new GossipTimer.Missing(id), config.nextGraftTimeout().toMillis());
        }
    }

    private void repeat(NodeId peer, long now) {
        cache.newest(GossipMessage.MAX_IDS, now - REPEATED_MILLIS)
                .forEach(push -> announcements.add(peer, new Announcement(push.id(), push.round())));
    }

    private void sweepLater() {
        if (!sweeping && !seen.isEmpty()) {
            sweeping = true;
            schedule(new GossipTimer.Sweep(), SWEEP_MILLIS);
        }
    }

    private void schedule(GossipTimer timer, long delayMillis) {
        outputs.accept(new GossipOutput.Schedule(timer, delayMillis));
    }

    private void send(NodeId to, GossipMessage message) {
        outputs.accept(new GossipOutput.Send(to, message));
    }

    /** The tree now. */
    public GossipStatus status() {
        return new GossipStatus(tree.eager(), tree.lazy(), cache.size(), cache.bytes(), missing.size());
    }

    /** Whether a broadcast of that id was delivered here, as long as that is remembered. */
    public boolean hasSeen(MessageId id) {
        return seen.contains(id);
    }

    /** Broadcasts that arrived in full more than once since construction, each copy but the first. */
    public long duplicates() {
        return duplicates;
    }
}
