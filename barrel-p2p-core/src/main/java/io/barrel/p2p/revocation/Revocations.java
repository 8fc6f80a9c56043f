package io.barrel.p2p.revocation;

import io.barrel.p2p.wire.NodeId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Bars nodes from the cluster. A revocation bars a name and the keys known for it; it is signed with this node's identity, spread to
 * every node and kept without an end. It applies on this node, and on each that lists this node's key in {@code auth.revokers}. Only
 * an operator who pins a key for the name undoes it, on his node alone. Any thread; nothing here blocks.
 */
public interface Revocations {

    /** The longest reason, in characters. */
    int MAX_REASON = 200;

    /** The most revocations a node holds. */
    int MAX_REVOCATIONS = 4_096;

    /**
     * Revokes a node: its links to this node end at once, and no other comes up. May be repeated, say after its key has changed: the
     * later revocation bars the keys of the former as well.
     *
     * @param node whom; it need not be a member, or known at all
     * @param reason why, for operators; 1 to {@link #MAX_REASON} printable ASCII characters
     * @return the revocation, once it is durable here. Fails with {@link java.io.UncheckedIOException} if it could not be written,
     *     though it is in force until this node stops and is told to others; with {@link IllegalStateException} if this node does not
     *     run or holds {@link #MAX_REVOCATIONS}
     * @throws IllegalArgumentException if the node is this one, or the reason exceeds its bounds
     */
    CompletionStage<Revocation> revoke(NodeId node, String reason);

    /** The revocations this node holds, newest first; none while it is stopped. */
    List<Revocation> all();

    /** Whether that name is barred on this node; false while it is stopped. */
    boolean isRevoked(NodeId node);
}
