package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.io.IOException;
import java.util.List;

/**
 * A source of contacts. Called on a thread that may block, by one thread at a time; the whole look-up is bounded by the
 * caller, who interrupts a backend that takes longer than 10 s.
 */
public interface DiscoveryBackend {

    /** A short name for logs and configuration, such as {@code file}. */
    String name();

    /**
     * Whom to try, best first; may list this node itself.
     *
     * @throws IOException if the source could not be asked; the chain logs it and goes on
     */
    List<Contact> contacts() throws IOException;

    /**
     * This node is up: make it known where the source allows it. Called again when its address changes.
     *
     * @throws IOException if it could not be made known
     */
    default void announce(Peer self) throws IOException {}

    /**
     * This node leaves or stops: take back what {@link #announce} made known.
     *
     * @throws IOException if it could not be taken back
     */
    default void withdraw(NodeId self) throws IOException {}
}
