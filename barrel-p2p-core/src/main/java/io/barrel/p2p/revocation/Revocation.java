package io.barrel.p2p.revocation;

import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.List;

/**
 * A revocation as this node holds it.
 *
 * @param node the name that is barred
 * @param keys fingerprints of the keys that are barred with it, whatever name they are presented for: SHA-256 of the raw public key,
 *     lower-case hex, ascending; at most 32
 * @param reason what its issuer gave as reason; printable ASCII
 * @param issuedAt when it was issued, by the clock of its issuer
 * @param issuer the node that issued it
 * @param issuerKey fingerprint of the key that signed it
 * @param effect what it does on this node
 */
public record Revocation(
        NodeId node,
        List<String> keys,
        String reason,
        Instant issuedAt,
        NodeId issuer,
        String issuerKey,
        Effect effect) {

    /** Takes a copy of the list. */
    public Revocation {
        keys = List.copyOf(keys);
    }

    /** What a revocation does on a node. */
    public enum Effect {
        /** Name and keys are barred. */
        IN_FORCE,
        /** An operator pinned a key for the node since: the name and that key are not barred by it any more, its other keys are. */
        LIFTED,
        /** Nothing: its issuer is not, or not any more, in {@code auth.revokers}. */
        NOT_HONOURED
    }
}
