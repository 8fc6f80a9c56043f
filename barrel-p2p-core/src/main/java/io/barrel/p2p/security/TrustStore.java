package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * Which key belongs to which node name. Reads are served from memory by any thread; changes are durable when the call
 * returns and therefore block on the disk: never call them on the loop.
 */
public interface TrustStore {

    /** The pin of that node. Any thread, never blocks. */
    Optional<Pin> find(NodeId node);

    /** All pins, newest first. Any thread, never blocks. */
    List<Pin> pins();

    /**
     * Pins a key, replacing the pin the node has, if any. Durable on return.
     *
     * @throws TrustStoreFullException if the store holds its maximum and the node has no pin yet
     * @throws java.io.UncheckedIOException if the pin could not be written; the store is as it was before
     */
    Pin pin(NodeId node, PublicKey publicKey, Pin.Source source);

    /**
     * Removes a pin. Durable on return.
     *
     * @return whether there was one
     * @throws java.io.UncheckedIOException if it could not be removed
     */
    boolean remove(NodeId node);

    /** Notes that the pinned node was authenticated just now. Kept in memory, written with the next change. */
    void seen(NodeId node);
}
