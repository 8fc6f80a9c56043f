package io.barrel.p2p.roster;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaInput;
import io.barrel.p2p.replica.ReplicaOutput;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.wire.NodeId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The roster of one node: a replica of one entry per member, in which only the member itself and those who cannot reach it
 * write (docs/protocol.md, Roster). Nobody sends heartbeats: neighbours notice a lost link, others a probe that fails; what they
 * say is broadcast, the suspect objects by raising its refutation, and whoever heard it a moment ago objects for it.
 *
 * <p>It has no thread, no clock and no socket. Not safe for use by several threads, and not re-entrant: the consumer must not
 * call {@link #handle}. {@link #view} is for any thread.
 */
public final class RosterReplica {

    /** Links whose incarnation is remembered: many times an active view. */
    private static final int MAX_LIVES = 256;

    private final RosterContext context;
    private final Consumer<RosterOutput> outputs;
    private final MemberStore store;
    private final Members members;
    private final Trials trials;
    private final Probing probing;
    private final PauseGuard guard;
    private final OwnEntry own;
    private final Set<NodeId> neighbors = new HashSet<>();
    private final Map<NodeId, Long> lives = new LinkedHashMap<>();
    private final long forgivenessMillis;
    private long now;
    private boolean running;
    private boolean announced;

    /**
     * A roster that knows nobody, not started.
     *
     * @param self this node
     * @param config parameters of the roster
     * @param replica parameters of anti-entropy
     * @param keepAliveMillis how often an active peer is heard
     * @param idleMillis silence after which a link to an active peer is lost
     * @param links which links are up and heard
     * @param wallMillis milliseconds since 1970; may step
     * @param random the only source of randomness
     * @param outputs takes what is to be done, in order, within {@link #handle}
     */
    public RosterReplica(
            RosterSelf self,
            RosterConfig config,
            ReplicaConfig replica,
            long keepAliveMillis,
            long idleMillis,
            RosterLinks links,
            LongSupplier wallMillis,
            RandomGenerator random,
            Consumer<RosterOutput> outputs) {
        this.context = new RosterContext(
                self.node(), config, keepAliveMillis, links, wallMillis, random, new RosterView(), outputs);
        this.outputs = outputs;
        this.store = new MemberStore(context, replica, this::onChanged);
        this.members = new Members(self.node(), context.view(), outputs);
        this.trials = new Trials(context, store, members, () -> !running || neighbors.isEmpty());
        this.probing = new Probing(context, this::present);
        this.guard = new PauseGuard(2 * idleMillis);
        this.own = new OwnEntry(self, context);
        this.forgivenessMillis = 2 * idleMillis;
    }

    /** The roster for users. Any thread. */
    public Roster view() {
        return context.view();
    }

    /** Equal on nodes whose replicas hold the same. */
    public long digest() {
        return store.digest();
    }

    /** Takes in members without a word, as if all had been known for long. Before the start; see {@link #entries}. */
    public void install(Map<NodeId, ReplicaEntry> entries) {
        store.install(entries.values());
        entries.forEach(members::install);
    }

    /** Entries of members that are alive, to be shared by many rosters. */
    public static Map<NodeId, ReplicaEntry> entries(Collection<RosterSelf> alive, long sinceMillis) {
        Map<NodeId, ReplicaEntry> entries = new LinkedHashMap<>();
        alive.forEach(self -> entries.put(self.node(), RosterCodec.encode(OwnEntry.alive(self, sinceMillis))));
        return entries;
    }

    /**
     * Something happened.
     *
     * @param input what
     * @param when when, in milliseconds of a clock that never goes back
     */
    public void handle(RosterInput input, long when) {
        now = when;
        if (running) {
            long pause = guard.pause(now);
            if (pause > 0) {
                trials.extend(pause);
            }
        }
        if (input instanceof RosterInput.Delivered delivered) {
            onDelivered(delivered.origin(), delivered.broadcast());
        } else if (input instanceof RosterInput.Received received) {
            store.handle(new ReplicaInput.Received(received.from(), received.message()), now);
        } else if (input instanceof RosterInput.TimerFired fired) {
            onTimer(fired.timer());
        } else if (input instanceof RosterInput.NeighborUp up) {
            onNeighborUp(up.peer());
        } else if (input instanceof RosterInput.NeighborDown down) {
            onNeighborDown(down.peer(), down.reason());
        } else if (input instanceof RosterInput.Linked linked) {
            onLinked(linked.peer(), linked.incarnation());
        } else if (input instanceof RosterInput.ProbeEnded ended) {
            onProbeEnded(ended.peer(), ended.reached());
        } else if (input instanceof RosterInput.Start) {
            start();
        } else if (input instanceof RosterInput.Leave) {
            leave();
        }
    }

    private void start() {
        if (running) {
            return;
        }
        running = true;
        own.returned();
        MemberEntry held = member(context.self());
        MemberEntry alive = own.entry(MemberStatus.ALIVE);
        // What it holds of itself before it said anything, others hold too.
        announced = alive.equals(held);
        if (held != null && own.contradict(held)) {
            alive = own.entry(MemberStatus.ALIVE);
        }
        store.conclude(alive, now);
        announce();
        guard.start(now);
        context.schedule(new RosterTimer.Tick(), PauseGuard.TICK);
        scheduleProbe();
    }

    private void leave() {
        if (!running) {
            return;
        }
        MemberEntry left = own.entry(MemberStatus.LEFT);
        running = false;
        probing.stop();
        store.write(left, now);
        context.cancel(new RosterTimer.Tick());
        context.cancel(new RosterTimer.Probe());
    }

    private void scheduleProbe() {
        long period = context.config().probePeriod().toMillis();
        long jitter = context.random().nextLong(-period / 4, period / 4 + 1);
        context.schedule(new RosterTimer.Probe(), period + jitter);
    }

    private void onTimer(RosterTimer timer) {
        if (timer instanceof RosterTimer.OfReplica of) {
            store.handle(new ReplicaInput.TimerFired(of.timer()), now);
        } else if (timer instanceof RosterTimer.Suspicion of) {
            trials.expire(of.node(), now);
        } else if (timer instanceof RosterTimer.Vouch of && running) {
            trials.objectionDue(of, now);
        } else if (timer instanceof RosterTimer.Tick && running) {
            guard.ticked(now);
            context.schedule(timer, PauseGuard.TICK);
        } else if (timer instanceof RosterTimer.Probe && running) {
            probing.random(members.anyAlive(context.random(), context.links()::isLinked));
            scheduleProbe();
        }
    }

    private void onNeighborUp(NodeId peer) {
        boolean wasCutOff = neighbors.isEmpty();
        neighbors.add(peer);
        store.handle(new ReplicaInput.NeighborUp(peer), now);
        announce();
        if (wasCutOff) {
            // What was believed while nobody could be reached is looked into, before it is said or forgotten.
            members.presumedGone().forEach(node -> probing.doubt(node, SuspicionReason.LINK_LOST));
        }
    }

    private void announce() {
        if (running && !announced && !neighbors.isEmpty()) {
            announced = true;
            store.write(own.entry(MemberStatus.ALIVE), now);
        }
    }

    private void onNeighborDown(NodeId peer, DownReason reason) {
        neighbors.remove(peer);
        store.handle(new ReplicaInput.NeighborDown(peer), now);
        if (!running) {
            return;
        }
        if (reason == DownReason.NODEDOWN && !context.links().isLinked(peer) && !isOfFormerLife(peer)) {
            if (guard.isHeldOff(now)) {
                probing.doubt(peer, SuspicionReason.LINK_LOST);
            } else {
                trials.accuse(peer, SuspicionReason.LINK_LOST, now);
            }
        }
        if (neighbors.isEmpty()) {
            // What is said from now on reaches nobody.
            announced = false;
            trials.recall(now - forgivenessMillis, now);
        }
    }

    /** Whether the link that was lost was to a life of the peer that is over anyway. */
    private boolean isOfFormerLife(NodeId peer) {
        Long linked = lives.remove(peer);
        MemberEntry held = member(peer);
        return linked != null && held != null && linked < held.incarnation();
    }

    private void onLinked(NodeId peer, long incarnation) {
        lives.remove(peer);
        lives.put(peer, incarnation);
        if (lives.size() > MAX_LIVES) {
            lives.remove(lives.keySet().iterator().next());
        }
        if (running) {
            trials.linked(peer, incarnation, now);
        }
    }

    private void onProbeEnded(NodeId node, boolean reached) {
        Probing.Probe probe = probing.ended(node);
        MemberEntry member = member(node);
        if (probe == null || !running || member == null || member.incarnation() != probe.incarnation()) {
            return;
        }
        if (reached || context.links().isLinked(node)) {
            trials.reached(node, now);
        } else if (guard.isHeldOff(now)) {
            // The dial may have failed because this process stood still.
            probing.doubt(node, probe.reason());
        } else {
            trials.accuse(node, probe.reason(), now);
        }
    }

    private void onDelivered(NodeId origin, RosterBroadcast broadcast) {
        if (broadcast instanceof RosterBroadcast.Delta delta) {
            delta.entries().forEach(entry -> onDelta(origin, entry));
        } else if (broadcast instanceof RosterBroadcast.Vouch vouch && !origin.equals(vouch.node())) {
            trials.hear(origin, vouch, now);
        }
    }

    private void onDelta(NodeId origin, ReplicaEntry entry) {
        Optional<Refusal> refusal = store.refusal(entry);
        if (refusal.isPresent()) {
            outputs.accept(new RosterOutput.Refused(origin, "an entry of the roster", refusal.get()));
            return;
        }
        if (store.isExpired(entry)) {
            return;
        }
        MemberEntry member = RosterCodec.decode(entry);
        NodeId author = member.accuser() == null ? member.node() : member.accuser();
        if (!author.equals(origin)) {
            outputs.accept(new RosterOutput.Refused(
                    origin,
                    member.node() + " " + member.status().word() + " in the name of " + author,
                    Refusal.FORGED));
        } else if (member.node().equals(context.self())) {
            onOwn(member);
        } else if (member.accuser() != null) {
            trials.hear(member, now);
        } else {
            store.merge(origin, entry, now);
        }
    }

    /** Somebody else says something of this node. */
    private void onOwn(MemberEntry said) {
        if (running && own.contradict(said)) {
            store.write(own.entry(MemberStatus.ALIVE), now);
        }
    }

    private void onChanged(ReplicaOutput.Changed changed) {
        ReplicaEntry after = changed.after();
        ReplicaEntry before = changed.before();
        if (after == null) {
            if (before != null) {
                members.show(MemberStore.nodeOf(before.key()), null);
            }
            return;
        }
        MemberEntry member = RosterCodec.decode(after);
        NodeId node = member.node();
        if (node.equals(context.self())) {
            members.show(node, after);
            onOwn(member);
            return;
        }
        trials.follow(member, now);
        if (members.isOutlivedBy(member)) {
            members.believeReplica(node, after);
        }
        members.show(node, after);
    }

    /** What the replica holds of a member. */
    @Nullable
    MemberEntry member(NodeId node) {
        return store.member(node);
    }

    /** A member that has not left. */
    private @Nullable MemberEntry present(NodeId node) {
        return members.shown(node) == MemberStatus.LEFT ? null : member(node);
    }
}
