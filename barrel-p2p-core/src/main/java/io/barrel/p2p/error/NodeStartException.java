package io.barrel.p2p.error;

import org.jspecify.annotations.Nullable;

/** A node could not start; what it had opened is closed again. */
public final class NodeStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String remedy;

    /**
     * A failed start.
     *
     * @param kind what kind of failure
     * @param problem what happened, to what; a sentence
     * @param remedy what to do; a sentence
     * @param cause what was thrown, if anything
     */
    public NodeStartException(Kind kind, String problem, String remedy, @Nullable Throwable cause) {
        super(problem, cause);
        this.kind = kind;
        this.remedy = remedy;
    }

    /** What kind of failure. */
    public Kind kind() {
        return kind;
    }

    /** What to do; a sentence. */
    public String remedy() {
        return remedy;
    }

    /** What keeps a node from starting. */
    public enum Kind {
        /** The UDP port is taken, or the address is not this host's. */
        BIND_FAILED,
        /** A directory cannot be made or written. */
        DIRECTORY_NOT_WRITABLE,
        /** A secret is readable by others. */
        TOO_PERMISSIVE,
        /** Another process uses the data directory. */
        DATA_DIRECTORY_LOCKED,
        /** A public key does not belong to its private key. */
        KEY_PAIR_MISMATCH,
        /** A key, certificate or state file is damaged. */
        UNREADABLE_FILE,
        /** The native QUIC library is missing for this platform. */
        NATIVE_LIBRARY_MISSING
    }
}
