package io.barrel.p2p.node;

import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.gossip.GossipFrame;
import io.barrel.p2p.gossip.GossipInput;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.gossip.GossipOutput;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.gossip.Plumtree;
import io.barrel.p2p.membership.HyParView;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.membership.MembershipOutput;
import io.barrel.p2p.replica.LwwMap;
import io.barrel.p2p.replica.ReplicaFrame;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.revocation.RevocationReplica;
import io.barrel.p2p.roster.RosterBroadcast;
import io.barrel.p2p.roster.RosterCodec;
import io.barrel.p2p.roster.RosterInput;
import io.barrel.p2p.roster.RosterOutput;
import io.barrel.p2p.roster.RosterReplica;
import io.barrel.p2p.service.ServiceInput;
import io.barrel.p2p.service.ServiceReplica;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The protocols of one node, wired together: HyParView tells Plumtree and the roster who the neighbours are, Plumtree
 * carries the roster's news, the roster tells HyParView whom to dial now and then. It has no thread, no clock and no socket.
 *
 * <p>The machines never call each other: what one wants of another waits until it has returned.
 *
 * <p>Not safe for use by several threads, and not re-entrant: the consumer must not call {@link #handle}.
 */
public final class NodeMachine {

    /** Names the roster's topic and its replica. */
    static final String ROSTER = Gossip.RESERVED_PREFIX + "roster";

    /** Sent where there is no edge: by a peer that is no neighbour, or not any more. */
    private static final long NO_EDGE = 0;

    private final NodeId self;
    private final Consumer<NodeOutput> outputs;
    private final HyParView membership;
    private final Plumtree gossip;
    private final Origins origins;
    private final RosterReplica roster;
    private final NodeMaps maps;
    private final NodeReplicas replicas;
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private long now;
    private final boolean withRoster;
    private boolean takesPart;
    private @Nullable NodeId restarting;

    /**
     * A node that does nothing before {@link MembershipInput.Start} or {@link MembershipInput.ContactReached}.
     *
     * @param settings who it is
     * @param ports what it asks
     * @param outputs takes what is to be done, in order, within {@link #handle}
     */
    public NodeMachine(NodeSettings settings, NodePorts ports, Consumer<NodeOutput> outputs) {
        this.self = settings.self().node();
        this.outputs = outputs;
        this.withRoster = settings.withRoster();
        this.membership = new HyParView(
                settings.self(),
                settings.membership(),
                ports.membershipRandom(),
                ports.proximity(),
                ports.revocations()::node,
                this::carryOut);
        this.gossip = new Plumtree(self, settings.gossip(), ports.random(), ports.congested(), this::carryOut);
        this.origins = new Origins(self, gossip, settings.gossip().cacheAge(), outputs);
        this.roster = new RosterReplica(
                settings.rosterSelf(),
                settings.roster(),
                settings.replica(),
                settings.keepAliveMillis(),
                settings.idleMillis(),
                ports.links(),
                ports.wallMillis(),
                ports.random(),
                this::carryOut);
        HybridClock clock =
                new HybridClock(ports.wallMillis(), settings.replica().maxClockSkew());
        // However far the wall clock was set back: what this node writes comes after the life it writes it in began.
        clock.advanceTo(settings.incarnation());
        this.maps =
                new NodeMaps(settings.maps(), self, settings.replica(), clock, ports.random(), outputs, this::publish);
        this.replicas = new NodeReplicas(
                new NodeServices(settings, clock, ports, roster.view(), outputs, this::publish),
                new NodeRevocations(settings, ports, outputs, this::publish, this::onBarred),
                maps,
                withRoster,
                steps::add);
    }

    /** The overlay; to be read only. */
    public HyParView membership() {
        return membership;
    }

    /** The broadcast tree; to be read only. */
    public Plumtree gossip() {
        return gossip;
    }

    /** The members; to be read only. */
    public RosterReplica roster() {
        return roster;
    }

    /** What is offered by whom; to be read only. */
    public ServiceReplica services() {
        return replicas.services().services();
    }

    /** Who is revoked; to be read only. */
    public RevocationReplica revocations() {
        return replicas.revocations().revocations();
    }

    /** A replicated map; to be read only. */
    public LwwMap map(String name) {
        return maps.map(name);
    }

    /**
     * Something happened. If a machine fails on it, the others still get what was meant for them.
     *
     * @param input what
     * @param when when, in milliseconds of a clock that never goes back
     * @throws RuntimeException the first failure of a machine: a defect
     */
    public void handle(NodeInput input, long when) {
        now = when;
        steps.add(() -> dispatch(input));
        RuntimeException failure = null;
        for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
            try {
                step.run();
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void dispatch(NodeInput input) {
        if (input instanceof NodeInput.Received received) {
            onReceived(received.from(), received.message());
        } else if (input instanceof NodeInput.TimerFired fired) {
            onTimer(fired.timer());
        } else if (input instanceof NodeInput.OfMembership of) {
            onMembership(of.input());
        } else if (input instanceof NodeInput.Publish publish) {
            gossip.handle(new GossipInput.Publish(publish.topic(), publish.payload()), now);
        } else if (input instanceof NodeInput.Linked linked) {
            onLinked(linked);
        } else if (input instanceof NodeInput.Restarted restarted) {
            onRestarted(restarted.peer());
        } else if (input instanceof NodeInput.Write write) {
            maps.write(write.map(), write.key(), write.value(), now);
        } else if (input instanceof NodeInput.ProbeEnded ended) {
            toRoster(new RosterInput.ProbeEnded(ended.peer(), ended.reached()));
        } else {
            replicas.said(input, now);
        }
    }

    private void onTimer(NodeTimer timer) {
        if (timer instanceof NodeTimer.OfMembership of) {
            membership.handle(new MembershipInput.TimerFired(of.timer()), now);
        } else if (timer instanceof NodeTimer.OfGossip of) {
            gossip.handle(new GossipInput.TimerFired(of.timer()), now);
        } else if (timer instanceof NodeTimer.OfRoster of) {
            toRoster(new RosterInput.TimerFired(of.timer()));
        } else {
            replicas.fired(timer, now);
        }
    }

    private void onMembership(MembershipInput input) {
        if (input instanceof MembershipInput.Leave && takesPart) {
            // First the news, then the farewell: neighbours that are left carry no news any more.
            takesPart = false;
            gossip.handle(new GossipInput.LastWords(), now);
            if (withRoster) {
                roster.handle(new RosterInput.Leave(), now);
            }
            steps.add(() -> membership.handle(input, now));
            return;
        }
        if (!takesPart && (input instanceof MembershipInput.Start || input instanceof MembershipInput.ContactReached)) {
            takesPart = true;
            origins.begin(now);
            toRoster(new RosterInput.Start());
        }
        membership.handle(input, now);
    }

    private void onLinked(NodeInput.Linked linked) {
        if (linked.replaces()) {
            gossip.handle(new GossipInput.LinkReplaced(linked.peer()), now);
        }
        toRoster(new RosterInput.Linked(linked.peer(), linked.incarnation()));
    }

    /** Its older self is gone, but nobody need suspect the newer one. */
    private void onRestarted(NodeId peer) {
        restarting = peer;
        membership.handle(new MembershipInput.LinkLost(peer, MembershipInput.Loss.FAILED), now);
        restarting = null;
    }

    private void onReceived(Peer from, NodeMessage message) {
        if (message instanceof NodeMessage.OfMembership of) {
            membership.handle(new MembershipInput.Received(from, of.message()), now);
        } else if (message instanceof NodeMessage.OfGossip of) {
            onGossip(from.node(), of.frame());
        } else if (message instanceof NodeMessage.OfReplica of) {
            onReplica(from.node(), of.frame());
        }
    }

    private void onGossip(NodeId from, GossipFrame frame) {
        OptionalLong edge = membership.edge(from);
        boolean known = edge.isPresent() && edge.getAsLong() == frame.edge();
        if (!known && frame.edge() != NO_EDGE) {
            membership.handle(new MembershipInput.UnknownEdge(from, frame.edge()), now);
        }
        GossipMessage message = frame.message();
        if (!known && message instanceof GossipMessage.Prune) {
            return;
        }
        if (message instanceof GossipMessage.Push push) {
            origins.receive(from, push, now);
        } else {
            gossip.handle(new GossipInput.Received(from, message), now);
        }
    }

    private void onReplica(NodeId from, ReplicaFrame frame) {
        if (frame.replica().equals(ROSTER)) {
            toRoster(new RosterInput.Received(from, frame.message()));
        } else {
            replicas.received(from, frame, now);
        }
    }

    private void onBroadcast(MessageId id, Broadcast broadcast) {
        if (!broadcast.topic().startsWith(Gossip.RESERVED_PREFIX)) {
            outputs.accept(new NodeOutput.Deliver(id, broadcast));
        } else if (!broadcast.origin().equals(self)) {
            steps.add(() -> onNews(broadcast));
        }
    }

    /** Machines of other nodes have something to say to those of this one. */
    private void onNews(Broadcast broadcast) {
        try {
            if (broadcast.topic().equals(ROSTER)) {
                Optional<RosterBroadcast> news = RosterCodec.decode(broadcast.payload());
                news.ifPresent(of -> toRoster(new RosterInput.Delivered(broadcast.origin(), of)));
            } else {
                replicas.delivered(broadcast, now);
            }
        } catch (MalformedInputException e) {
            outputs.accept(new NodeOutput.Refused(
                    broadcast.origin(), "news of " + broadcast.topic() + ": " + e.getMessage(), Refusal.MALFORMED));
        }
    }

    private void toRoster(RosterInput input) {
        if (withRoster) {
            steps.add(() -> roster.handle(input, now));
        }
    }

    private void toServices(ServiceInput input) {
        replicas.toServices(input, now);
    }

    /** Somebody is revoked. This node itself goes on, whatever others do with it. */
    private void onBarred(NodeId node) {
        if (!node.equals(self)) {
            MembershipInput refused = new MembershipInput.LinkLost(node, MembershipInput.Loss.REJECTED);
            steps.add(() -> membership.handle(refused, now));
            toServices(new ServiceInput.MemberChanged(node));
        }
    }

    private void carryOut(MembershipOutput output) {
        if (output instanceof MembershipOutput.Send send) {
            send(send.to(), new NodeMessage.OfMembership(send.message()));
        } else if (output instanceof MembershipOutput.Connect connect) {
            outputs.accept(new NodeOutput.Connect(connect.peer()));
        } else if (output instanceof MembershipOutput.SeekContact) {
            outputs.accept(new NodeOutput.SeekContact());
        } else if (output instanceof MembershipOutput.SeekStranger) {
            outputs.accept(new NodeOutput.SeekStranger());
        } else if (output instanceof MembershipOutput.Schedule schedule) {
            outputs.accept(
                    new NodeOutput.Schedule(new NodeTimer.OfMembership(schedule.timer()), schedule.delayMillis()));
        } else if (output instanceof MembershipOutput.Cancel cancel) {
            outputs.accept(new NodeOutput.Cancel(new NodeTimer.OfMembership(cancel.timer())));
        } else if (output instanceof MembershipOutput.Emit emit) {
            onEvent(emit.event());
        }
    }

    private void onEvent(P2pEvent event) {
        outputs.accept(new NodeOutput.Emit(event));
        if (event instanceof PeerUp up) {
            steps.add(() -> gossip.handle(new GossipInput.NeighborUp(up.node()), now));
            toRoster(new RosterInput.NeighborUp(up.node()));
            replicas.neighborUp(up.node(), now);
        } else if (event instanceof PeerDown down) {
            DownReason reason = down.node().equals(restarting) ? DownReason.DROPPED : down.reason();
            steps.add(() -> gossip.handle(new GossipInput.NeighborDown(down.node()), now));
            toRoster(new RosterInput.NeighborDown(down.node(), reason));
            replicas.neighborDown(down.node(), now);
        }
    }

    private void carryOut(GossipOutput output) {
        if (output instanceof GossipOutput.Send send) {
            long edge = membership.edge(send.to()).orElse(NO_EDGE);
            send(send.to(), new NodeMessage.OfGossip(new GossipFrame(edge, send.message())));
        } else if (output instanceof GossipOutput.Deliver deliver) {
            onBroadcast(deliver.id(), deliver.broadcast());
        } else if (output instanceof GossipOutput.Schedule schedule) {
            outputs.accept(new NodeOutput.Schedule(new NodeTimer.OfGossip(schedule.timer()), schedule.delayMillis()));
        } else if (output instanceof GossipOutput.Cancel cancel) {
            outputs.accept(new NodeOutput.Cancel(new NodeTimer.OfGossip(cancel.timer())));
        }
    }

    private void carryOut(RosterOutput output) {
        if (output instanceof RosterOutput.Broadcast broadcast) {
            publish(ROSTER, RosterCodec.encode(broadcast.broadcast()));
        } else if (output instanceof RosterOutput.SendTo send) {
            send(send.to(), new NodeMessage.OfReplica(new ReplicaFrame(ROSTER, send.message())));
        } else if (output instanceof RosterOutput.Schedule schedule) {
            outputs.accept(new NodeOutput.Schedule(new NodeTimer.OfRoster(schedule.timer()), schedule.delayMillis()));
        } else if (output instanceof RosterOutput.Cancel cancel) {
            outputs.accept(new NodeOutput.Cancel(new NodeTimer.OfRoster(cancel.timer())));
        } else if (output instanceof RosterOutput.Emit emit) {
            onMemberEvent(emit.event());
        } else if (output instanceof RosterOutput.Probe probe) {
            outputs.accept(new NodeOutput.Probe(probe.peer()));
        } else if (output instanceof RosterOutput.Remember remember) {
            steps.add(() -> membership.handle(new MembershipInput.Remember(remember.peer()), now));
        } else if (output instanceof RosterOutput.Forget forget) {
            steps.add(() -> membership.handle(new MembershipInput.Forget(forget.node()), now));
        } else if (output instanceof RosterOutput.KeepTombstones keep) {
            maps.keepTombstones(keep.keep());
        } else if (output instanceof RosterOutput.AdoptIncarnation adopt) {
            outputs.accept(new NodeOutput.AdoptIncarnation(adopt.incarnation()));
            toServices(new ServiceInput.Reincarnated(adopt.incarnation()));
        } else if (output instanceof RosterOutput.Refused refused) {
            outputs.accept(new NodeOutput.Refused(refused.from(), refused.what(), refused.refusal()));
        }
    }

    private void onMemberEvent(P2pEvent event) {
        outputs.accept(new NodeOutput.Emit(event));
        replicas.memberChanged(event, now);
    }

    private void publish(String topic, ByteBuffer payload) {
        steps.add(() -> gossip.handle(new GossipInput.Publish(topic, payload), now));
    }

    private void send(NodeId to, NodeMessage message) {
        outputs.accept(new NodeOutput.Send(to, message));
    }
}
