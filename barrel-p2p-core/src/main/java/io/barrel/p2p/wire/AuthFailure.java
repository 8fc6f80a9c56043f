package io.barrel.p2p.wire;

import java.util.Locale;

/** Why an authentication ended without a link: the closed vocabulary of wire, logs, metrics and events. */
public enum AuthFailure {
    /** The peer's key is not the one pinned for its name. */
    KEY_MISMATCH,
    /** No key is pinned for the peer and the trust mode is strict. */
    UNTRUSTED_KEY,
    /** The peer's signature does not verify. */
    SIGNATURE_INVALID,
    /** The peer's wall clock is outside the timestamp window. */
    TIMESTAMP_SKEW,
    /** The exchange did not end within its budget. */
    HANDSHAKE_TIMEOUT,
    /** No common version of the handshake or of the session protocol. */
    UNSUPPORTED_VERSION,
    /** A message that is truncated, oversized, unknown or out of order. */
    MALFORMED_MESSAGE,
    /** The node that answered is not the one that was dialled. */
    NAME_MISMATCH,
    /** The peer does not know the cluster's cookie. */
    COOKIE_MISMATCH,
    /** The peer skipped Ed25519 although this node does not list it as cookie-only. */
    UNEXPECTED_AUTH_OK,
    /** The certificates of the connection are missing, or the peer presented ours. */
    CHANNEL_BINDING_FAILED,
    /** One end has authentication enabled and the other has not. */
    AUTH_MODE_MISMATCH,
    /** The peer belongs to another cluster. */
    CLUSTER_MISMATCH,
    /** The peer places shards on a ring of another size. */
    RING_SIZE_MISMATCH,
    /** An admission policy or a full table refused the peer. */
    REJECTED,
    /** The peer's name or key has been revoked. */
    REVOKED,
    /** A newer incarnation of the peer is linked already. */
    STALE_INCARNATION,
    /** The peer is this node itself; counted as no failure. */
    SELF,
    /** This node could not finish the exchange; its log says why. */
    INTERNAL_ERROR;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used on the wire, in logs, metrics and JSON, such as {@code key_mismatch}. */
    public String word() {
        return word;
    }

    /** The failure of that word, {@link #INTERNAL_ERROR} for a word this version does not know. */
    public static AuthFailure ofWord(String word) {
        for (AuthFailure failure : values()) {
            if (failure.word.equals(word)) {
                return failure;
            }
        }
        return INTERNAL_ERROR;
    }
}
