package io.barrel.p2p.membership;

import io.barrel.p2p.membership.ActiveView.Neighbor;
import io.barrel.p2p.membership.MembershipMessage.Shuffle;
import io.barrel.p2p.membership.MembershipMessage.ShuffleReply;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How passive views stay fresh: samples are exchanged with a node some hops away (DSN 2007, section 4.4). The answer
 * walks back where the shuffle came from instead of over a connection of its own.
 */
final class ShuffleWalks {

    /** Own shuffles that may be answered; an answer takes a few round trips, a period is far longer. */
    private static final int OUTSTANDING = 4;

    /** The most peers taken from one sample, whatever the sender's shuffle length. */
    private static final int MAX_TAKEN = 64;

    private final Surroundings around;
    private final Neighborhood neighborhood;
    private final Map<Long, Set<NodeId>> sent = new LinkedHashMap<>();

    ShuffleWalks(Surroundings around, Neighborhood neighborhood) {
        this.around = around;
        this.neighborhood = neighborhood;
    }

    /** The timer fired: offer a sample to the neighbour whose turn it is. */
    void begin(long now) {
        Neighbor first = neighborhood.active().leastRecentlyShuffled();
        if (first == null) {
            return;
        }
        first.shuffled(now);
        long id = around.newNumber();
        List<Peer> sample = sample(first.node(), around.config().shuffleLength());
        sent.put(id, names(sample));
        if (sent.size() > OUTSTANDING) {
            sent.remove(sent.keySet().iterator().next());
        }
        List<NodeId> path = List.of(around.self().node());
        Shuffle shuffle =
                new Shuffle(first.edge(), around.self(), around.config().prwl(), id, path, sample);
        around.send(first.node(), shuffle);
    }

    /** This node, then active peers for three sevenths of the rest, then passive ones; more of one if the other is short. */
    private List<Peer> sample(NodeId receiver, int length) {
        int others = length - 1;
        List<Peer> passive = neighborhood.passive().sample(others, receiver);
        int wanted = Math.max(others * 3 / 7, others - passive.size());
        List<Peer> sample = new ArrayList<>(length);
        sample.add(around.self());
        Set<NodeId> taken = new LinkedHashSet<>();
        while (taken.size() < wanted) {
            Neighbor neighbor = neighborhood
                    .active()
                    .random(around.random(), node -> node.equals(receiver) || taken.contains(node));
            if (neighbor == null) {
                break;
            }
            taken.add(neighbor.node());
            sample.add(neighbor.peer());
        }
        sample.addAll(passive.subList(0, Math.min(passive.size(), length - sample.size())));
        return sample;
    }

    private static Set<NodeId> names(List<Peer> peers) {
        Set<NodeId> names = new LinkedHashSet<>();
        for (Peer peer : peers) {
            names.add(peer.node());
        }
        return names;
    }

    /**
     * A shuffle arrives over an edge both sides know.
     *
     * @return whether its path is one a shuffle can have
     */
    boolean onShuffle(NodeId from, Shuffle shuffle, long now) {
        List<NodeId> path = shuffle.path();
        NodeId self = around.self().node();
        if (path.isEmpty()
                || path.contains(self)
                || !path.get(0).equals(shuffle.origin().node())
                || !path.get(path.size() - 1).equals(from)) {
            return false;
        }
        int hops = around.config().prwl();
        int left = Math.max(0, Math.min(shuffle.ttl(), hops) - 1);
        Neighbor next =
                left > 0 && path.size() < hops ? neighborhood.active().random(around.random(), path::contains) : null;
        if (next == null) {
            answer(from, shuffle, now);
        } else {
            List<NodeId> longer = new ArrayList<>(path);
            longer.add(self);
            around.send(
                    next.node(),
                    new Shuffle(next.edge(), shuffle.origin(), left, shuffle.shuffleId(), longer, shuffle.sample()));
        }
        return true;
    }

    private void answer(NodeId from, Shuffle shuffle, long now) {
        neighborhood.alive(shuffle.origin().node());
        int length =
                Math.max(1, Math.min(shuffle.sample().size(), around.config().shuffleLength()));
        List<Peer> sample = sample(shuffle.origin().node(), length);
        List<NodeId> path = shuffle.path();
        around.send(from, new ShuffleReply(shuffle.shuffleId(), path.subList(0, path.size() - 1), sample));
        take(shuffle.sample(), names(sample), now);
    }

    /**
     * An answer arrives, for this node or to be handed on to the hop before it.
     *
     * @return whether it is one this node can have to do with
     */
    boolean onShuffleReply(ShuffleReply reply, long now) {
        List<NodeId> path = reply.path();
        if (path.isEmpty()) {
            Set<NodeId> offered = sent.remove(reply.shuffleId());
            if (offered == null) {
                return false;
            }
            take(reply.sample(), offered, now);
            return true;
        }
        NodeId next = path.get(path.size() - 1);
        if (path.size() > around.config().prwl() || path.contains(around.self().node())) {
            return false;
        }
        if (neighborhood.active().contains(next)) {
            List<NodeId> rest = path.subList(0, path.size() - 1);
            around.send(next, new ShuffleReply(reply.shuffleId(), rest, reply.sample()));
        }
        return true;
    }

    private void take(List<Peer> sample, Set<NodeId> offered, long now) {
        neighborhood.hear(sample.subList(0, Math.min(sample.size(), MAX_TAKEN)), offered, now);
    }
}
