package io.barrel.p2p.membership;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;

/** What the membership machine wants done. */
public sealed interface MembershipOutput {

    /**
     * Send a message over the link to a peer; dropped if there is none.
     *
     * @param to the peer
     * @param message the message
     */
    record Send(NodeId to, MembershipMessage message) implements MembershipOutput {}

    /**
     * Link to a peer. Ends in {@link MembershipInput.LinkUp} (at once if a link is up) or
     * {@link MembershipInput.ConnectFailed}, never within the call that asked for it.
     *
     * @param peer the peer
     */
    record Connect(Peer peer) implements MembershipOutput {}

    /** Look for a contact; ends in {@link MembershipInput.ContactReached} or {@link MembershipInput.NoContact}. */
    record SeekContact() implements MembershipOutput {}

    /**
     * Look for a contact that the machine does not {@link HyParView#knows know}; ends in {@link MembershipInput.ContactReached}
     * or in nothing.
     */
    record SeekStranger() implements MembershipOutput {}

    /**
     * Fire a timer after a delay, replacing the same timer if it is set.
     *
     * @param timer which
     * @param delayMillis when
     */
    record Schedule(MembershipTimer timer, long delayMillis) implements MembershipOutput {}

    /**
     * Unset a timer.
     *
     * @param timer which
     */
    record Cancel(MembershipTimer timer) implements MembershipOutput {}

    /**
     * Publish an event. The views already show it.
     *
     * @param event the event
     */
    record Emit(P2pEvent event) implements MembershipOutput {}
}
