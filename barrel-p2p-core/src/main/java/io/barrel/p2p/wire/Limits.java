package io.barrel.p2p.wire;

/** Bounds on what is accepted from the wire. Each is checked before memory is taken for what it bounds. */
public final class Limits {

    /** The largest payload of one control frame, in bytes: a 1 MiB broadcast and its header (docs/protocol.md). */
    public static final int MAX_FRAME_PAYLOAD = (1 << 20) + (16 << 10);

    /** The largest authentication message, in bytes, length prefix excluded: SESSION's 8 KiB and its type. */
    public static final int MAX_AUTH_MESSAGE = (8 << 10) + 1;

    /** The largest encoded metadata of a session, in bytes. */
    public static final int MAX_METADATA = 4 << 10;

    /** The longest cluster name, in characters. */
    public static final int MAX_CLUSTER_NAME = 64;

    /** The most capabilities a session may list. */
    public static final int MAX_CAPABILITIES = 64;

    /** Streams of one peer that may be in their preamble at once. */
    public static final int MAX_PREAMBLE_STREAMS = 64;

    private Limits() {}
}
