package io.barrel.p2p.transport;

import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One link per pair of nodes (docs/protocol.md, section 4): decides which of two links to the same peer carries on, redials
 * a watched link that was lost before anybody hears of it, and keeps frames for the moment in between. Confined to the loop;
 * does no I/O of its own.
 */
public final class LinkTable {

    /*
     * Two nodes that dial each other at the same moment end up with two links. Both ends see both, in any order, and both must
     * keep the same one: a newer incarnation of the peer beats an older one; among equals a dial that names the link it replaces
     * wins, else the dial of the smaller node name, else the later dial. The loser is closed by who dialled it, who alone knows
     * that nothing else is to come on it; the other end only steps in after SUPERSEDED_GRACE. Goodbye and its acknowledgement
     * flush both directions, so frames in flight on the loser arrive.
     *
     * A watched link that is lost is redialled at once, naming the lost link; only if that fails is the peer lost.
     */

    /** How long a superseded link may wait for its dialler to close it, in milliseconds. */
    static final long SUPERSEDED_GRACE = 5_000;

    /** Bound of a first dial in milliseconds: survives one lost Initial, which QUIC repeats after a second (RFC 9002, 6.2.2). */
    static final long DIAL_BOUND = 3_000;

    /** Frames that wait for a redial, per peer. */
    static final int MAX_WAITING = 256;

    /** Bytes of frames that wait for a redial, per peer. */
    static final int MAX_WAITING_BYTES = 4 << 20;

    private static final long MIN_REDIAL_BOUND = 500;
    private static final int RTTS_PER_REDIAL = 5;

    private final NodeId self;
    private final LinkConfig config;
    private final Owner owner;
    private final Map<NodeId, Pair> pairs = new LinkedHashMap<>();
    private final Superseded superseded;
    private long framesDropped;

    /** What a table needs of its node, and what it tells it. */
    public interface Owner {

        /** Dial; answered by {@link #linkUp} or {@link #dialFailed} of the table. */
        void dial(DialRequest request);

        /** A peer is linked and was not before. */
        void linked(Peer peer);

        /** The link to a peer was lost and is dialled again by now: what was in flight on it may be lost. */
        void relinked(Peer peer);

        /** The link to a peer has given way to another one: what was sent on its data lanes may be lost. */
        void replaced(Peer peer);

        /**
         * The last link to a peer has ended and will not come back by itself.
         *
         * @param end how it ended; {@code LOST} with {@link CloseReason#IDLE} if nobody watched it
         * @param refused whether it was dialled again and one side refused the other
         */
        void unlinked(NodeId peer, LinkEnd end, boolean refused);

        /** A dial asked for by {@link LinkTable#connect} failed. */
        void connectFailed(NodeId peer, DialFailure failure);
    }

    /** A table without links. */
    public LinkTable(NodeId self, LinkConfig config, Loop loop, Owner owner) {
        this.self = self;
        this.config = config;
        this.superseded = new Superseded(loop);
        this.owner = owner;
    }

    /** Links to a peer: ends in {@link Owner#linked}, at once if there is a link, or {@link Owner#connectFailed}. */
    public void connect(Peer peer) {
        Pair pair = pairs.computeIfAbsent(peer.node(), Pair::new);
        if (pair.current != null) {
            owner.linked(pair.peer());
        } else if (pair.dial == null) {
            pair.dial(new DialRequest(peer.address(), peer.node(), 0, false, DIAL_BOUND));
        }
    }

    /**
     * Links to a peer over other nodes, unless it is linked or redialled; ends as {@link #connect} does. A dial that is under way
     * already has no say in that any more, unless it succeeds.
     */
    public void connect(Peer peer, Route over) {
        Pair pair = pairs.computeIfAbsent(peer.node(), Pair::new);
        if (pair.current != null) {
            owner.linked(pair.peer());
        } else if (pair.lost == null && (pair.dial == null || pair.dial.route().isEmpty())) {
            pair.dial(DialRequest.over(over, peer.address(), 0, DIAL_BOUND));
        }
    }

    /** Dials a linked peer once more; if it answers, the new link takes the place of the old one. */
    public void renew(NodeId node) {
        dialAgain(node, current -> Optional.empty());
    }

    /**
     * The same over the way the link has now.
     *
     * @return the dial; empty if the peer is not linked, or is dialled already
     */
    public Optional<DialRequest> remake(NodeId node) {
        return dialAgain(node, Link::route);
    }

    private Optional<DialRequest> dialAgain(NodeId node, Function<Link, Optional<Route>> way) {
        Pair pair = pairs.get(node);
        if (pair == null || pair.current == null || pair.dial != null) {
            return Optional.empty();
        }
        Link current = pair.current;
        PeerAddress address = pair.peer().address();
        DialRequest dial = way.apply(current)
                .map(route -> DialRequest.over(route, address, current.id(), DIAL_BOUND))
                .orElseGet(() -> new DialRequest(address, node, current.id(), false, DIAL_BOUND));
        pair.dial(dial);
        return Optional.of(dial);
    }

    /**
     * Ends every link to a peer that is not to be heard any more, and the redial of a lost one: no frame of it counts from now on. A
     * dial that is under way is left to fail.
     */
    public void expel(NodeId node) {
        List<Link> ended = new ArrayList<>(superseded.removeAll(node));
        Pair pair = pairs.get(node);
        boolean linked = pair != null && pair.isLinkedOrRedialled();
        if (pair != null && linked) {
            link(node).ifPresent(ended::add);
            pair.leave();
            if (pair.dial == null) {
                pairs.remove(node);
            }
        }
        ended.forEach(link -> link.close(CloseReason.REJECTED));
        if (linked) {
            owner.unlinked(node, new LinkEnd(LinkEnd.By.US, CloseReason.REJECTED), false);
        }
    }

    /** Whether a loss of that peer must be noticed and mended at once; remembered over replaced links. */
    public void watch(NodeId node, boolean on) {
        Pair pair = pairs.get(node);
        if (pair == null || pair.watched == on) {
            return;
        }
        pair.watched = on;
        if (pair.current != null) {
            pair.current.watch(on);
        }
    }

    /** Sends over the link to a peer, or once it is redialled; dropped and counted where there is neither. */
    public void send(NodeId to, Frame frame) {
        Pair pair = pairs.get(to);
        if (pair != null && pair.current != null) {
            pair.current.send(frame);
        } else if (pair != null && pair.lost != null && pair.hasRoom(frame)) {
            pair.keep(frame);
        } else {
            framesDropped++;
        }
    }

    /** The link to a peer that carries frames now. */
    public Optional<Link> link(NodeId node) {
        Pair pair = pairs.get(node);
        return pair == null ? Optional.empty() : Optional.ofNullable(pair.current);
    }

    /** Every link that carries frames now. */
    public Collection<Link> links() {
        List<Link> links = new ArrayList<>(pairs.size());
        for (Pair pair : pairs.values()) {
            if (pair.current != null) {
                links.add(pair.current);
            }
        }
        return links;
    }

    /** Whether frames of that link still count: it is the current one, or a superseded one that is being emptied. */
    public boolean accepts(Link link) {
        return superseded.contains(link)
                || link(link.peer()).filter(current -> current == link).isPresent();
    }

    /** Whether a peer that authenticates now comes from an older incarnation than the one that is linked. */
    public boolean isStale(NodeId node, long incarnation) {
        Pair pair = pairs.get(node);
        return pair != null && pair.incarnation > incarnation && pair.isLinkedOrRedialled();
    }

    /** Frames that found no link. */
    public long framesDropped() {
        return framesDropped;
    }

    /** A link came up; see {@link TransportListener#linkUp}. */
    public void linkUp(Link link, @Nullable DialRequest dial) {
        Pair pair = pairs.computeIfAbsent(link.peer(), Pair::new);
        if (pair.dial == dial) {
            pair.dial = null;
        }
        if (!pair.isLinkedOrRedialled()) {
            pair.take(link);
            owner.linked(pair.peer());
            return;
        }
        int age = Long.compare(link.session().incarnation(), pair.incarnation);
        if (age < 0) {
            link.close(CloseReason.STALE_INCARNATION);
        } else if (age > 0) {
            reincarnate(pair, link);
        } else if (pair.current == null) {
            pair.take(link);
            owner.relinked(pair.peer());
        } else {
            arbitrate(pair, pair.current, link, dial);
        }
    }

    /** A dial failed; see {@link TransportListener#dialFailed}. */
    public void dialFailed(DialRequest dial, DialFailure failure) {
        NodeId node = dial.expected();
        Pair pair = node == null ? null : pairs.get(node);
        if (pair == null || pair.dial != dial) {
            return;
        }
        pair.dial = null;
        if (pair.current != null) {
            return;
        }
        pairs.remove(pair.node);
        if (pair.lost != null) {
            pair.dropWaiting();
            owner.unlinked(pair.node, pair.lost, failure.isRefusal());
        } else {
            owner.connectFailed(pair.node, failure);
        }
    }

    /** A link ended; see {@link TransportListener#linkDown}. */
    public void linkDown(Link link, LinkEnd end) {
        superseded.remove(link);
        Pair pair = pairs.get(link.peer());
        if (pair == null || pair.current != link) {
            return;
        }
        pair.current = null;
        if (pair.watched && mayCarryOn(end)) {
            pair.lost = end;
            if (pair.dial == null) {
                pair.dial(new DialRequest(
                        pair.peer().address(),
                        pair.node,
                        link.id(),
                        true,
                        redialBound(link.statistics().rttNanos())));
            }
            return;
        }
        if (pair.dial == null) {
            pairs.remove(pair.node);
        }
        boolean fellSilent = !pair.watched && end.by() == LinkEnd.By.LOST;
        owner.unlinked(pair.node, fellSilent ? new LinkEnd(LinkEnd.By.LOST, CloseReason.IDLE) : end, false);
    }

    private static boolean mayCarryOn(LinkEnd end) {
        if (end.by() == LinkEnd.By.LOST) {
            return true;
        }
        return end.by() == LinkEnd.By.PEER
                && switch (end.reason()) {
                    case SHUTDOWN, REJECTED, STALE_INCARNATION, IDLE -> false;
                    default -> true;
                };
    }

    private long redialBound(long rttNanos) {
        if (config.redialBound() != null) {
            return config.redialBound().toMillis();
        }
        // A link that was busy or young when it was measured may claim seconds.
        long bound = RTTS_PER_REDIAL * TimeUnit.NANOSECONDS.toMillis(rttNanos);
        return Math.max(MIN_REDIAL_BOUND, Math.min(DIAL_BOUND, bound));
    }

    private void reincarnate(Pair pair, Link link) {
        Link old = pair.current;
        pair.leave();
        owner.unlinked(pair.node, new LinkEnd(LinkEnd.By.LOST, CloseReason.STALE_INCARNATION), false);
        pair.take(link);
        owner.linked(pair.peer());
        if (old != null) {
            old.close(CloseReason.STALE_INCARNATION);
        }
    }

    private void arbitrate(Pair pair, Link current, Link link, @Nullable DialRequest dial) {
        long replaces = dial == null ? link.session().replaces() : dial.replaces();
        boolean wins = replaces == current.id() || comesFirst(dialler(link), dialler(current));
        if (wins) {
            pair.take(link);
            superseded.add(current);
            owner.replaced(pair.peer());
        } else {
            superseded.add(link);
        }
    }

    /** Whether a dial of {@code challenger} beats one of {@code holder}: the smaller name wins, of one node the later dial. */
    private static boolean comesFirst(NodeId challenger, NodeId holder) {
        return challenger.compareTo(holder) <= 0;
    }

    private NodeId dialler(Link link) {
        return link.dialled() ? self : link.peer();
    }

    /** What is known of one peer. */
    private final class Pair {

        private final NodeId node;
        private final List<Frame> waiting = new ArrayList<>();
        private @Nullable Link current;
        private @Nullable DialRequest dial;
        /** How the link ended that is being redialled; null unless it is. */
        private @Nullable LinkEnd lost;

        private @Nullable PeerAddress address;
        private long incarnation;
        private long waitingBytes;
        private boolean watched;

        Pair(NodeId node) {
            this.node = node;
        }

        boolean isLinkedOrRedialled() {
            return current != null || lost != null;
        }

        Peer peer() {
            if (address == null) {
                throw new IllegalStateException(node + " was never linked");
            }
            return new Peer(node, address);
        }

        boolean hasRoom(Frame frame) {
            return waiting.size() < MAX_WAITING
                    && waitingBytes + frame.payload().remaining() <= MAX_WAITING_BYTES;
        }

        void keep(Frame frame) {
            waiting.add(frame);
            waitingBytes += frame.payload().remaining();
        }

        /** It is neither linked nor redialled any more. */
        void leave() {
            current = null;
            lost = null;
            dropWaiting();
            watched = false;
        }

        void dropWaiting() {
            framesDropped += waiting.size();
            waiting.clear();
            waitingBytes = 0;
        }

        void dial(DialRequest request) {
            dial = request;
            owner.dial(request);
        }

        void take(Link link) {
            current = link;
            lost = null;
            address = link.session().address();
            incarnation = link.session().incarnation();
            if (watched) {
                link.watch(true);
            }
            waiting.forEach(link::send);
            waiting.clear();
            waitingBytes = 0;
        }
    }
}
