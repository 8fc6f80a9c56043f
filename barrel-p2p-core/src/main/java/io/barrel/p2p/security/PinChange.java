package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake found worth pinning.
 *
 * @param node the name
 * @param publicKey its key
 * @param replaces the pinned key that it follows, or confirms if it is the same; null if the node has no pin
 * @param predecessors fingerprints of the keys between both, oldest first
 * @param followed when the last link of the node's succession was issued; null if it has none
 */
public record PinChange(
        NodeId node,
        PublicKey publicKey,
        @Nullable PublicKey replaces,
        List<String> predecessors,
        @Nullable Instant followed) {

    /** Takes a copy of the list. */
    public PinChange {
        predecessors = List.copyOf(predecessors);
    }

    /** Trust on first use, without a succession. */
    public static PinChange firstUse(NodeId node, PublicKey publicKey) {
        return new PinChange(node, publicKey, null, List.of(), null);
    }
}
