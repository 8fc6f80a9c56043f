package io.barrel.p2p.transport;

import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import io.barrel.p2p.wire.Session;
import java.util.Optional;

/**
 * An authenticated connection to a peer. Called on the loop, except {@link #statistics}. Compared by identity.
 */
public interface Link {

    /** Data lanes beside the control stream. */
    int LANES = 8;

    /** Bytes waiting on a lane at which to send no more. */
    int LANE_HIGH_WATER = 256 << 10;

    /** The same number at both ends, derived from the handshake's nonces; never 0. */
    long id();

    /** Who is at the other end. */
    NodeId peer();

    /** What the peer said of itself. */
    Session session();

    /** How the peer proved who it is. */
    Assurance assurance();

    /** Whether this node dialled it. */
    boolean dialled();

    /** Whether this node has taken another certificate since the connection of this link began. */
    boolean isOutdated();

    /** The way packets of this link take over other nodes, from this one to the peer; empty where they need nobody. */
    default Optional<Route> route() {
        return Optional.empty();
    }

    /** The address packets of this link come from; one of no meaning if they come over other nodes. */
    PeerAddress remoteAddress();

    /**
     * Sends a frame on the control stream, after those sent before; frames sent in one turn of the loop leave together. A
     * link whose peer does not read (more than 4 MiB waiting) is closed as {@link CloseReason#OVERFLOW}. Nothing happens on
     * a link that is closed.
     */
    void send(Frame frame);

    /**
     * Sends a frame on a data lane, after those sent on it before: a large frame holds up no other lane and no control frame.
     * What was sent on a lane when the link ends, in whatever way, may be lost. As {@link #send(Frame)} otherwise.
     *
     * @param lane 0 to {@link #LANES} - 1
     */
    void send(int lane, Frame frame);

    /** Bytes of frames of a data lane that the peer's side has not taken yet; see {@link TransportListener#drained}. */
    long waiting(int lane);

    /**
     * Whether losing the peer must be noticed at once. A watched link sends keep-alives and is lost when nothing was heard
     * for the idle timeout; an unwatched one only ends by QUIC's own timeout, the channel idle timeout.
     */
    void watch(boolean on);

    /** Bytes of frames that the peer's side has not taken yet, at most 4 MiB. */
    long waiting();

    /**
     * How long ago the peer was heard, in milliseconds, or longer: authenticated packets are only looked for when a watched
     * link's keep-alive is due, when a frame arrives, and now.
     */
    long silence();

    /**
     * Says goodbye on the control stream, closes when the peer has acknowledged it or after 500 ms.
     * {@link TransportListener#linkDown} follows.
     */
    void close(CloseReason reason);

    /**
     * Asks the peer to confirm that it has handled every frame sent before.
     *
     * @param confirmed run on the loop when it has; never if the link ends before
     */
    void confirm(Runnable confirmed);

    /** Figures of this link. Any thread. */
    LinkStatistics statistics();
}
