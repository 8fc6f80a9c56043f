package io.barrel.p2p.messaging;

import io.barrel.p2p.wire.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Another node with which this one has conversations. */
final class Correspondent {

    /** Addresses that one node may call here at once. */
    static final int MAX_ANSWERING = 4_096;

    /** How long after its last word a conversation is remembered: no message is repeated later than that. */
    private static final long REMEMBERED = 15 * 60_000;

    final NodeId node;

    /** What this node says to addresses of the other. */
    final Map<String, Conversation> calling = new LinkedHashMap<>();

    /** What the other says to addresses of this node. */
    final Map<String, Conversation> answering = new LinkedHashMap<>();

    long incarnation;
    boolean linked;
    boolean connecting;

    Correspondent(NodeId node) {
        this.node = node;
    }

    /** All of both. */
    Stream<Conversation> conversations() {
        return Stream.concat(calling.values().stream(), answering.values().stream());
    }

    boolean isIdle() {
        return conversations().allMatch(Conversation::isIdle);
    }

    boolean needsLink() {
        return conversations().anyMatch(Conversation::needsLink);
    }

    boolean awaitsReceipt() {
        return conversations().anyMatch(conversation -> conversation.out.awaitsReceipt());
    }

    /** Whether there is room for another conversation in which the other node calls. */
    boolean hasRoom() {
        return answering.size() < MAX_ANSWERING;
    }

    /** Forgets what is long over; whether nothing is left. */
    boolean forget(long now) {
        Predicate<Conversation> over =
                conversation -> conversation.isIdle() && now - conversation.lastUsed > REMEMBERED;
        calling.values().removeIf(over);
        answering.values().removeIf(over);
        return !linked && calling.isEmpty() && answering.isEmpty();
    }
}
