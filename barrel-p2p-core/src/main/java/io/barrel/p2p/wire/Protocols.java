package io.barrel.p2p.wire;

/** The numbers that tell whose message a {@link Frame} carries. */
public final class Protocols {

    /** The link itself: goodbye and its acknowledgement. */
    public static final int LINK = 1;

    /** HyParView membership. */
    public static final int MEMBERSHIP = 2;

    /** Plumtree. */
    public static final int GOSSIP = 3;

    /** Anti-entropy of replicas. */
    public static final int REPLICA = 4;

    /** Messages between two nodes. */
    public static final int MESSAGE = 5;

    /** Routes, and packets that travel over them. */
    public static final int RELAY = 6;

    private Protocols() {}

    /** Whether this version knows a protocol. */
    public static boolean isKnown(int protocol) {
        return protocol >= LINK && protocol <= RELAY;
    }
}
