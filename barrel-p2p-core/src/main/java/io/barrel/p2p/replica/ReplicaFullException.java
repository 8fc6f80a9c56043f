package io.barrel.p2p.replica;

/** A key cannot be written because the replica holds as many as it may; nothing changed. Remove keys first. */
public final class ReplicaFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReplicaFullException(int entries) {
        super("the replica holds " + entries
                + " keys, counting removed ones it still remembers; a new one finds no room (at most "
                + Replica.MAX_ENTRIES + ")");
    }
}
