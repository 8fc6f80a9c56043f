package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that is trusted for a node name.
 *
 * @param node the name
 * @param publicKey its key
 * @param addedAt when it was pinned
 * @param lastSeen when the node last authenticated with it; null if never
 * @param source who pinned it
 */
public record Pin(
        NodeId node,
        PublicKey publicKey,
        Instant addedAt,
        @Nullable Instant lastSeen,
        Source source) {

    /** Who pinned a key. */
    public enum Source {
        /** The node itself, on first use. */
        TOFU,
        /** An operator. */
        OPERATOR
    }
}
