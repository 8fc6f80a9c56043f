package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;

/** What happens to the membership machine. */
public sealed interface MembershipInput {

    /**
     * A message of a peer to which a link is up.
     *
     * @param from the sender, with the address it advertises
     * @param message the message
     */
    record Received(Peer from, MembershipMessage message) implements MembershipInput {}

    /**
     * A link to a peer is up, dialled by either side, and there was none before. A link that replaces another of the same
     * incarnation is no event.
     *
     * @param peer the peer
     */
    record LinkUp(Peer peer) implements MembershipInput {}

    /**
     * The last link to a peer is gone and was not dialled again, or could not be.
     *
     * @param peer the peer
     * @param loss how it went
     */
    record LinkLost(NodeId peer, Loss loss) implements MembershipInput {}

    /** A {@link MembershipOutput.Connect} failed.
     *
     * @param peer whom it was to reach
     * @param rejected whether it was refused by authentication or admission, rather than unreachable
     */
    record ConnectFailed(NodeId peer, boolean rejected) implements MembershipInput {}

    /**
     * A contact was reached and linked: join through it. {@link LinkUp} came before.
     *
     * @param contact the contact
     */
    record ContactReached(Peer contact) implements MembershipInput {}

    /** {@link MembershipOutput.SeekContact} found nobody to reach. */
    record NoContact() implements MembershipInput {}

    /**
     * A timer fired.
     *
     * @param timer which
     */
    record TimerFired(MembershipTimer timer) implements MembershipInput {}

    /** Start: seek a contact, begin to shuffle. Also ends a {@link Leave}. */
    record Start() implements MembershipInput {}

    /** Leave the overlay: tell the active peers, empty the views, answer no proposal until started again. */
    record Leave() implements MembershipInput {}

    /**
     * A peer used an edge that it has not with this node, in a message of another protocol: it is told, once.
     *
     * @param from the peer
     * @param edge the edge it believes in
     */
    record UnknownEdge(NodeId from, long edge) implements MembershipInput {}

    /** A node of the cluster is gone but may come back: dial it now and then. */
    record Remember(Peer peer) implements MembershipInput {}

    /** A node of the cluster is back, or is gone for good. */
    record Forget(NodeId node) implements MembershipInput {}

    /** How a link went. */
    enum Loss {
        /** It failed; the peer is taken for down. */
        FAILED,
        /** The peer stopped in order. */
        PEER_STOPPED,
        /** The peer was refused, or refused us. */
        REJECTED,
        /** An idle channel was closed; nothing is wrong with the peer. */
        IDLE
    }
}
