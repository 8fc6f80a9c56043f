package io.barrel.p2p.membership;

import java.util.concurrent.CompletionStage;

/** The overlay as this node sees it. Any thread; nothing here blocks. */
public interface Membership {

    /** The views now. Empty while the node is stopped. */
    Views views();

    /**
     * Joins through a contact ({@code name@host:port}, {@code host:port} or {@code dns:name[:port]}), also after a
     * {@link #leave}.
     *
     * @return completes with the views once the contact is an active peer; fails with {@link JoinException} if it cannot be
     *     reached, refuses, or does not answer in time
     * @throws io.barrel.p2p.wire.MalformedInputException if {@code contact} has another form
     */
    CompletionStage<Views> join(String contact);

    /**
     * Leaves the overlay: every active peer is told and sees a graceful {@code PeerDown}. The node keeps running and takes no
     * proposal until it joins again.
     *
     * @return completes when the peers acknowledged or after 500 ms
     */
    CompletionStage<Views> leave();
}
