package io.barrel.p2p;

import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.membership.Membership;
import io.barrel.p2p.messaging.Handlers;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Tells members who this node's neighbours are, and asks them for theirs. Any thread. */
final class Neighbourhood {

    static final String ADDRESS = Messaging.RESERVED_PREFIX + "neighbours";

    private static final ByteBuffer QUESTION = ByteBuffer.allocate(0);

    private final Membership membership;
    private final Gossip gossip;
    private final Messaging messaging;

    Neighbourhood(Membership membership, Gossip gossip, Messaging messaging) {
        this.membership = membership;
        this.gossip = gossip;
        this.messaging = messaging;
    }

    /** Answers whoever asks, from now on. */
    void answer(Handlers handlers) {
        handlers.add(ADDRESS, MessageHandler.replying(question -> NeighboursCodec.encode(own())));
    }

    CompletionStage<List<Neighbour>> ask(NodeId member, Duration timeout) {
        return messaging.request(member, ADDRESS, QUESTION.duplicate(), timeout).thenApply(NeighboursCodec::decode);
    }

    private List<Neighbour> own() {
        Set<NodeId> eager = new HashSet<>(gossip.status().eager());
        return membership.views().active().stream()
                .map(active -> new Neighbour(
                        active.peer().node(),
                        active.rtt(),
                        eager.contains(active.peer().node())))
                .toList();
    }
}
