package io.barrel.p2p.membership;

import io.barrel.p2p.event.NodeLeft;
import io.barrel.p2p.membership.ActiveView.Neighbor;
import io.barrel.p2p.membership.MembershipMessage.Disconnect;
import io.barrel.p2p.membership.MembershipMessage.ForwardJoin;
import io.barrel.p2p.membership.MembershipMessage.Join;
import io.barrel.p2p.membership.MembershipMessage.NeighborReply;
import io.barrel.p2p.membership.MembershipMessage.Shuffle;
import io.barrel.p2p.membership.MembershipMessage.ShuffleReply;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The membership machine of one node: HyParView (Leitão, Pereira, Rodrigues, DSN 2007) with edges that both sides agree
 * on. It has no thread, no clock and no socket: {@link #handle} takes what happened and when, and hands what is to be
 * done to the consumer given at construction, before it returns.
 *
 * <p>After every call: the active view holds at most {@code activeSize} peers, the passive view at most
 * {@code passiveSize}, no peer is in both, and this node is in neither. The same inputs and the same random numbers give
 * the same outputs.
 *
 * <p>Not safe for use by several threads, and not re-entrant: the consumer must not call {@link #handle}.
 */
public final class HyParView {

    private final Surroundings around;
    private final ContactSearch contacts;
    private final Neighborhood neighborhood;
    private final EdgeRequests requests;
    private final EdgeProtocol edges;
    private final JoinWalks joins;
    private final ShuffleWalks shuffles;
    private final Renewal renewal;
    private final Rounds rounds;
    private final UnknownEdges unknownEdges;
    private boolean running;
    private boolean left;
    private long handled;
    private long ignored;

    /**
     * A machine that does nothing before {@link MembershipInput.Start} or {@link MembershipInput.ContactReached}.
     *
     * @param self this node and the address it advertises
     * @param config the parameters
     * @param random the only source of randomness
     * @param proximity how far linked peers are
     * @param outputs takes what is to be done, in order, within {@link #handle}
     */
    public HyParView(
            Peer self,
            HyParViewConfig config,
            RandomGenerator random,
            Proximity proximity,
            Consumer<MembershipOutput> outputs) {
        this(self, config, random, proximity, node -> false, outputs);
    }

    /**
     * As above.
     *
     * @param barred whom it takes into no view and dials never; who is barred while it is in a view is told by
     *     {@link MembershipInput.LinkLost}
     */
    public HyParView(
            Peer self,
            HyParViewConfig config,
            RandomGenerator random,
            Proximity proximity,
            Predicate<NodeId> barred,
            Consumer<MembershipOutput> outputs) {
        this.around = new Surroundings(self, config, random, proximity, barred, outputs);
        this.contacts = new ContactSearch(around);
        this.neighborhood = new Neighborhood(around, contacts);
        NearerEdges nearer = new NearerEdges(around, neighborhood.active());
        this.requests = new EdgeRequests(around, neighborhood, contacts, nearer);
        this.edges = new EdgeProtocol(around, neighborhood, contacts, nearer, requests);
        this.joins = new JoinWalks(around, neighborhood, requests);
        this.shuffles = new ShuffleWalks(around, neighborhood);
        this.renewal = new Renewal(around, neighborhood, requests);
        this.rounds = new Rounds(around);
        this.unknownEdges = new UnknownEdges(config.shufflePeriod().toMillis());
    }

    /**
     * Something happened.
     *
     * @param input what
     * @param now when, in milliseconds of a clock that never goes back
     */
    public void handle(MembershipInput input, long now) {
        handled++;
        if (input instanceof MembershipInput.Received received) {
            onReceived(received.from(), received.message(), now);
        } else if (input instanceof MembershipInput.LinkUp up) {
            onLinkUp(up.peer(), now);
        } else if (input instanceof MembershipInput.LinkLost lost) {
            edges.onLinkLost(lost.peer(), lost.loss(), now);
        } else if (input instanceof MembershipInput.ConnectFailed failed) {
            requests.onConnectFailed(failed.peer(), failed.rejected(), now);
        } else if (input instanceof MembershipInput.TimerFired fired) {
            onTimer(fired.timer(), now);
        } else if (input instanceof MembershipInput.ContactReached reached) {
            onContactReached(reached.contact(), now);
        } else if (input instanceof MembershipInput.NoContact) {
            contacts.failed(now);
        } else if (input instanceof MembershipInput.UnknownEdge unknown) {
            onUnknownEdge(unknown.from(), unknown.edge(), now);
        } else if (input instanceof MembershipInput.Remember remember) {
            remember(remember.peer(), now);
        } else if (input instanceof MembershipInput.Forget forget) {
            neighborhood.remembered().forget(forget.node());
        } else if (input instanceof MembershipInput.Start) {
            begin(now);
            contacts.begin();
        } else if (input instanceof MembershipInput.Leave) {
            leave();
        }
        if (running) {
            requests.fill(now);
            contacts.check(now, neighborhood.passive().size() == 0 && requests.pending() == 0);
        }
    }

    private void onReceived(Peer from, MembershipMessage message, long now) {
        if (around.isSelf(from.node()) || around.isBarred(from.node())) {
            ignored++;
        } else if (!running) {
            answerWhileOut(from.node(), message, now);
        } else if (message instanceof Join join) {
            onJoin(from, join.edge(), now);
        } else if (message instanceof ForwardJoin walk) {
            onForwardJoin(from.node(), walk, now);
        } else if (message instanceof MembershipMessage.Neighbor proposal) {
            edges.onNeighbor(from, proposal.edge(), proposal.priority(), now);
        } else if (message instanceof NeighborReply reply) {
            edges.onNeighborReply(from, reply.edge(), reply.accepted(), reply.displaced(), now);
        } else if (message instanceof Disconnect disconnect) {
            edges.onDisconnect(from, disconnect.edge(), disconnect.reason(), now);
        } else if (message instanceof Shuffle shuffle) {
            onShuffle(from.node(), shuffle, now);
        } else if (message instanceof ShuffleReply reply) {
            count(shuffles.onShuffleReply(reply, now));
        }
    }

    private void count(boolean sensible) {
        if (!sensible) {
            ignored++;
        }
    }

    private void onJoin(Peer from, long edge, long now) {
        if (edges.onJoin(from, edge, now)) {
            joins.begin(from);
        }
    }

    private void onForwardJoin(NodeId from, ForwardJoin walk, long now) {
        if (knowsEdge(from, walk.edge(), now) && !around.isBarred(walk.joiner().node())) {
            joins.onForwardJoin(from, walk.joiner(), walk.ttl(), now);
        }
    }

    private void onShuffle(NodeId from, Shuffle shuffle, long now) {
        if (knowsEdge(from, shuffle.edge(), now)) {
            count(shuffles.onShuffle(from, shuffle, now));
        }
    }

    private boolean knowsEdge(NodeId from, long edge, long now) {
        if (neighborhood.active().hasEdge(from, edge)) {
            return true;
        }
        tellUnknown(from, edge, Disconnect.Reason.UNKNOWN_EDGE, now);
        return false;
    }

    private void tellUnknown(NodeId from, long edge, Disconnect.Reason reason, long now) {
        if (unknownEdges.shouldTell(from, edge, now)) {
            around.send(from, new Disconnect(edge, reason));
        }
    }

    private void onUnknownEdge(NodeId from, long edge, long now) {
        if (running) {
            knowsEdge(from, edge, now);
        } else {
            tellUnknown(from, edge, left ? Disconnect.Reason.LEAVING : Disconnect.Reason.UNKNOWN_EDGE, now);
        }
    }

    private void remember(Peer peer, long now) {
        NodeId node = peer.node();
        if (running && !around.isSelf(node) && !around.isBarred(node) && !isActive(node)) {
            neighborhood.remembered().remember(peer, now);
        }
    }

    /** Not started yet, or left: nobody is taken in, and whoever believes in an edge learns that there is none. */
    private void answerWhileOut(NodeId from, MembershipMessage message, long now) {
        Disconnect.Reason reason = left ? Disconnect.Reason.LEAVING : Disconnect.Reason.UNKNOWN_EDGE;
        if (message instanceof Join join) {
            refuse(from, join.edge());
        } else if (message instanceof MembershipMessage.Neighbor proposal) {
            refuse(from, proposal.edge());
        } else if (message instanceof NeighborReply reply && reply.accepted()) {
            around.send(from, new Disconnect(reply.edge(), reason));
        } else if (message instanceof ForwardJoin walk) {
            tellUnknown(from, walk.edge(), reason, now);
        } else if (message instanceof Shuffle shuffle) {
            tellUnknown(from, shuffle.edge(), reason, now);
        }
    }

    private void refuse(NodeId from, long edge) {
        around.send(from, new NeighborReply(edge, false));
        if (left) {
            around.send(from, new Disconnect(edge, Disconnect.Reason.LEAVING));
        }
    }

    private void onLinkUp(Peer peer, long now) {
        if (!around.isSelf(peer.node())) {
            requests.onLinkUp(peer, now);
        }
    }

    private void onContactReached(Peer contact, long now) {
        contacts.reached(now);
        if (!around.isSelf(contact.node())) {
            begin(now);
            requests.joinThrough(contact, now);
        }
    }

    private void onTimer(MembershipTimer timer, long now) {
        if (!running) {
            return;
        }
        if (timer instanceof MembershipTimer.Shuffle) {
            shuffles.begin(now);
        } else if (timer instanceof MembershipTimer.Rotate) {
            renewal.rotate(now);
        } else if (timer instanceof MembershipTimer.Heal) {
            renewal.heal(now);
        } else if (timer instanceof MembershipTimer.Approach) {
            renewal.approach(now);
        } else if (timer instanceof MembershipTimer.Pending pending) {
            requests.onPendingTimeout(pending, now);
        }
        rounds.again(timer);
    }

    private void begin(long now) {
        left = false;
        if (!running) {
            running = true;
            neighborhood.begin(now);
            rounds.begin();
        }
    }

    private void leave() {
        if (!running) {
            return;
        }
        running = false;
        left = true;
        rounds.end();
        requests.leave();
        neighborhood.leave();
        around.emit(new NodeLeft());
    }

    /** How much it has handled: while that stays the same, so do its views. */
    public long handled() {
        return handled;
    }

    /** A copy of both views. */
    public ViewState views() {
        return new ViewState(
                neighborhood.active().snapshot(), neighborhood.passive().snapshot());
    }

    /** Whether a peer is in the active view. */
    public boolean isActive(NodeId peer) {
        return neighborhood.active().contains(peer);
    }

    /** Whether a peer is in a view, or was lost and is remembered. */
    public boolean knows(NodeId peer) {
        return isActive(peer)
                || neighborhood.passive().contains(peer)
                || neighborhood.remembered().contains(peer);
    }

    /** Peers that were lost and are still dialled now and then, at most 256. */
    public int remembered() {
        return neighborhood.remembered().size();
    }

    /** The edge agreed with a peer, if it is in the active view. */
    public OptionalLong edge(NodeId peer) {
        Neighbor neighbor = neighborhood.active().get(peer);
        return neighbor == null ? OptionalLong.empty() : OptionalLong.of(neighbor.edge());
    }

    /** Peers in the active view. */
    public int activeCount() {
        return neighborhood.active().size();
    }

    /** Peers in the passive view. */
    public int passiveCount() {
        return neighborhood.passive().size();
    }

    /** Proposals without an answer, at most {@code 2 * activeSize + 8}. */
    public int pending() {
        return requests.pending();
    }

    /** Active peers and peers with an open proposal: losing the link to one of them matters. */
    public Set<NodeId> engaged() {
        Set<NodeId> engaged = requests.proposedTo();
        neighborhood
                .active()
                .snapshot()
                .forEach(active -> engaged.add(active.peer().node()));
        return engaged;
    }

    /** Since when there is no active peer; empty if there is one, or before the start, or after {@link #left}. */
    public OptionalLong isolatedSince() {
        return neighborhood.isolatedSince();
    }

    /** Whether the node left on request and did not join again. */
    public boolean left() {
        return left;
    }

    /** Proposals given up unanswered since construction. */
    public long pendingTimeouts() {
        return requests.timeouts();
    }

    /** Messages since construction that no well-behaved peer sends, or that came too late to matter. */
    public long ignored() {
        return ignored;
    }
}
