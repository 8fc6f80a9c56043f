package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that is trusted for a node name.
 *
 * @param node the name
 * @param publicKey its key
 * @param addedAt when it was pinned
 * @param lastSeen when the node last authenticated with it; null if never
 * @param source who pinned it
 * @param predecessors fingerprints of keys that were pinned for the node before, oldest first, at most 16
 * @param followed links of the node's succession that were issued up to then are not followed any more; null if none was yet
 */
public record Pin(
        NodeId node,
        PublicKey publicKey,
        Instant addedAt,
        @Nullable Instant lastSeen,
        Source source,
        List<String> predecessors,
        @Nullable Instant followed) {

    /** The most predecessors that are remembered. */
    static final int MAX_PREDECESSORS = 16;

    /**
     * Takes a copy of the list.
     *
     * @throws IllegalArgumentException if it is too long
     */
    public Pin {
        predecessors = List.copyOf(predecessors);
        if (predecessors.size() > MAX_PREDECESSORS) {
            throw new IllegalArgumentException(
                    "at most " + MAX_PREDECESSORS + " predecessors, not " + predecessors.size());
        }
    }

    /** A pin of a node that never had another key. */
    public Pin(NodeId node, PublicKey publicKey, Instant addedAt, @Nullable Instant lastSeen, Source source) {
        this(node, publicKey, addedAt, lastSeen, source, List.of(), null);
    }

    Pin followedUpTo(@Nullable Instant time) {
        return new Pin(node, publicKey, addedAt, lastSeen, source, predecessors, time);
    }

    Pin seenAt(Instant time) {
        return new Pin(node, publicKey, addedAt, time, source, predecessors, followed);
    }

    /** Who pinned a key. */
    public enum Source {
        /** The node itself, on first use. */
        TOFU,
        /** An operator. */
        OPERATOR,
        /** The node itself, because the key provably followed from the one pinned before. */
        SUCCESSION
    }
}
