package io.barrel.p2p.gossip;

import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.List;

/** What two neighbours say to each other (Leitao, Pereira, Rodrigues, "Epidemic Broadcast Trees", SRDS 2007). */
public sealed interface GossipMessage {

    /** The most broadcasts that one message names. */
    int MAX_IDS = 256;

    /** A broadcast in full (GOSSIP in the paper). */
    record Push(MessageId id, String topic, NodeId origin, int round, ByteBuffer payload) implements GossipMessage {}

    /** Broadcasts the sender has, at most {@link #MAX_IDS}. */
    record IHave(List<Announcement> announcements) implements GossipMessage {

        /** Copies the list. */
        public IHave {
            announcements = List.copyOf(announcements);
        }
    }

    /** Makes the edge eager and asks for these broadcasts, at most {@link #MAX_IDS}; none if only the edge is wanted. */
    record Graft(List<MessageId> ids) implements GossipMessage {

        /** Copies the list. */
        public Graft {
            ids = List.copyOf(ids);
        }
    }

    /** Makes the edge lazy. */
    record Prune() implements GossipMessage {}

    /** One broadcast the sender has, and in how many hops it got there. */
    record Announcement(MessageId id, int round) {}
}
