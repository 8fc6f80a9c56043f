package io.barrel.p2p.roster;

import com.google.protobuf.ByteString;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.replica.Replica;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaInput;
import io.barrel.p2p.replica.ReplicaOutput;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final RosterPolicy policy;
    private final Replica replica;
    private final Members members;
    private final Suspicions suspicions;
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
        this.policy = new RosterPolicy(
                wallMillis,
                replica.maxClockSkew().toMillis(),
                config.deadRetention().toMillis(),
                this::hasRoomFor);
        this.replica = new Replica(replica, policy, random, this::carryOut);
        this.members = new Members(self.node(), context.view(), outputs);
        this.suspicions = new Suspicions(context, this::decide, this::withdraw);
        this.probing = new Probing(context, this::present);
        this.guard = new PauseGuard(2 * idleMillis);
        this.own = new OwnEntry(self, context);
        this.forgivenessMillis = 2 * idleMillis;
    }

    private boolean hasRoomFor(ReplicaEntry entry) {
        return replica.size() < RosterPolicy.MAX_MEMBERS || replica.get(entry.key()) != null;
    }

    /** The roster for users. Any thread. */
    public Roster view() {
        return context.view();
    }

    /** Equal on nodes whose replicas hold the same. */
    public long digest() {
        return replica.digest();
    }

    /** What the replica holds. */
    public void forEach(Consumer<ReplicaEntry> visitor) {
        replica.forEach(visitor);
    }

    /** Takes in members without a word, as if all had been known for long. Before the start; see {@link #entries}. */
    public void install(Map<NodeId, ReplicaEntry> entries) {
        replica.install(entries.values());
        entries.forEach(members::install);
    }

    /** Entries of members that are alive, to be shared by many rosters. */
    public static Map<NodeId, ReplicaEntry> entries(Collection<RosterSelf> alive, long sinceMillis) {
        Map<NodeId, ReplicaEntry> entries = new LinkedHashMap<>();
        for (RosterSelf self : alive) {
            MemberEntry member = new MemberEntry(
                    self.node(),
                    self.incarnation(),
                    0,
                    MemberStatus.ALIVE,
                    self.address(),
                    self.metadata(),
                    sinceMillis,
                    null,
                    null);
            entries.put(self.node(), RosterCodec.encode(member));
        }
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
                suspicions.extend(pause);
            }
        }
        if (input instanceof RosterInput.Delivered delivered) {
            onDelivered(delivered.origin(), delivered.broadcast());
        } else if (input instanceof RosterInput.Received received) {
            replica.handle(new ReplicaInput.Received(received.from(), received.message()), now);
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
        announced = false;
        own.returned();
        merge(own.entry(MemberStatus.ALIVE));
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
        merge(left);
        broadcast(left);
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
            replica.handle(new ReplicaInput.TimerFired(of.timer()), now);
        } else if (timer instanceof RosterTimer.Suspicion of) {
            if (!suspicions.expire(of.node(), now)) {
                presumeDead(of.node());
            }
        } else if (timer instanceof RosterTimer.Vouch of) {
            RosterBroadcast.Vouch vouch = suspicions.dueVouch(of);
            if (vouch != null) {
                vouch(vouch);
            }
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
        replica.handle(new ReplicaInput.NeighborUp(peer), now);
        announce();
        if (wasCutOff) {
            // What was believed while nobody could be reached is looked into, before it is said or forgotten.
            members.presumedGone().forEach(node -> probing.doubt(node, SuspicionReason.LINK_LOST));
        }
    }

    private void announce() {
        if (running && !announced && !neighbors.isEmpty()) {
            announced = true;
            MemberEntry entry = own.entry(MemberStatus.ALIVE);
            merge(entry);
            broadcast(entry);
        }
    }

    private void onNeighborDown(NodeId peer, DownReason reason) {
        neighbors.remove(peer);
        replica.handle(new ReplicaInput.NeighborDown(peer), now);
        if (!running) {
            return;
        }
        if (reason == DownReason.NODEDOWN && !context.links().isLinked(peer) && !isOfFormerLife(peer)) {
            if (guard.isHeldOff(now)) {
                probing.doubt(peer, SuspicionReason.LINK_LOST);
            } else {
                accuse(peer, SuspicionReason.LINK_LOST);
            }
        }
        if (neighbors.isEmpty()) {
            // What is said from now on reaches nobody.
            announced = false;
            recall();
        }
    }

    /** The last neighbour is gone: more likely this node is cut off than that all died. What it just said was heard by nobody. */
    private void recall() {
        for (OpenSuspicion suspicion : suspicions.ownSince(now - forgivenessMillis)) {
            MemberEntry suspect = suspicion.suspect();
            MemberEntry before = suspicion.before();
            if (before != null) {
                suspicions.end(suspect.node(), Suspicion.Outcome.OVERTAKEN);
                replica.discard(RosterCodec.key(suspect.node()), now);
                replica.install(List.of(RosterCodec.encode(before)));
                presume(suspect);
            }
        }
    }

    /** Nobody can be told: the suspicion is this node's alone, until it has a neighbour again. */
    private void presume(MemberEntry suspect) {
        members.believe(suspect);
        context.schedule(
                new RosterTimer.Suspicion(suspect.node()),
                context.config().suspicionTimeout().toMillis());
    }

    private void presumeDead(NodeId node) {
        MemberEntry belief = members.belief(node);
        // With a neighbour it is not for this node alone to decide: a probe is under way.
        if (neighbors.isEmpty() && belief != null && belief.status() == MemberStatus.SUSPECT) {
            members.believe(belief.with(
                    MemberStatus.DEAD, context.wallMillis(), belief.requireAccuser(), belief.requireReason()));
        }
    }

    private void accuse(NodeId node, SuspicionReason reason) {
        MemberEntry held = member(node);
        if (held == null || held.status() == MemberStatus.DEAD || held.status() == MemberStatus.LEFT) {
            return;
        }
        MemberEntry accusation = held.with(MemberStatus.SUSPECT, context.wallMillis(), context.self(), reason);
        if (neighbors.isEmpty()) {
            presume(accusation);
        } else if (suspicions.accuse(accusation, held, now)) {
            members.accusedAnew(accusation);
            merge(accusation);
            broadcast(accusation);
        }
    }

    /** A suspicion ran out. */
    private void decide(MemberEntry suspect, boolean tell) {
        if (neighbors.isEmpty()) {
            members.believe(suspect.with(MemberStatus.DEAD, context.wallMillis(), suspect.accuser(), suspect.reason()));
            return;
        }
        // Who tells others tells what it knows itself; who does not takes the words of whom it heard, and so do all who
        // do not.
        MemberEntry held = member(suspect.node());
        MemberEntry heard = held != null && held.status() == MemberStatus.SUSPECT ? held : suspect;
        MemberEntry dead = tell
                ? suspect.with(MemberStatus.DEAD, context.wallMillis(), context.self(), suspect.requireReason())
                : heard.with(MemberStatus.DEAD, heard.since(), heard.accuser(), heard.reason());
        merge(dead);
        if (tell) {
            broadcast(dead);
        }
    }

    /** All who accused it were wrong; the replica learns so when the suspect speaks for itself. */
    private void withdraw(OpenSuspicion suspicion) {
        MemberEntry suspect = suspicion.suspect();
        members.believe(suspect.with(MemberStatus.ALIVE, context.wallMillis(), null, null));
    }

    private void vouch(RosterBroadcast.Vouch vouch) {
        context.broadcast(vouch);
        suspicions.vouch(context.self(), vouch, now);
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
        RosterBroadcast.Vouch withdrawal = suspicions.ownWithdrawal(peer, incarnation);
        if (withdrawal != null) {
            vouch(withdrawal);
        }
    }

    private void onProbeEnded(NodeId node, boolean reached) {
        Probing.Probe probe = probing.ended(node);
        MemberEntry member = member(node);
        if (probe == null || !running || member == null || member.incarnation() != probe.incarnation()) {
            return;
        }
        if (reached || context.links().isLinked(node)) {
            believeReplica(node);
        } else if (guard.isHeldOff(now)) {
            // The dial may have failed because this process stood still.
            probing.doubt(node, probe.reason());
        } else {
            accuse(node, probe.reason());
        }
    }

    private void believeReplica(NodeId node) {
        MemberEntry belief = members.belief(node);
        if (belief != null && belief.status() != MemberStatus.ALIVE) {
            members.believeReplica(node, held(node));
        }
    }

    private void onDelivered(NodeId origin, RosterBroadcast broadcast) {
        if (broadcast instanceof RosterBroadcast.Delta delta) {
            delta.entries().forEach(entry -> onDelta(origin, entry));
        } else if (broadcast instanceof RosterBroadcast.Vouch vouch && !origin.equals(vouch.node())) {
            suspicions.vouch(origin, vouch, now);
        }
    }

    private void onDelta(NodeId origin, ReplicaEntry entry) {
        Optional<Refusal> refusal = policy.refusal(entry);
        if (refusal.isPresent()) {
            outputs.accept(new RosterOutput.Refused(origin, "an entry of the roster", refusal.get()));
            return;
        }
        if (policy.isExpired(entry)) {
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
        } else if (member.status() == MemberStatus.DEAD && !suspicions.isRipe(member, now)) {
            // A verdict without a trial is an accusation.
            onAccusation(member.with(MemberStatus.SUSPECT, member.since(), member.accuser(), member.reason()));
        } else if (member.status() == MemberStatus.SUSPECT) {
            onAccusation(member);
        } else {
            merge(member);
        }
    }

    private void onAccusation(MemberEntry accusation) {
        MemberEntry held = member(accusation.node());
        if (held == null || isNoLater(held, accusation)) {
            if (suspicions.accuse(accusation, held, now)) {
                members.accusedAnew(accusation);
            }
            merge(accusation);
        }
    }

    /** Whether what is held does not answer the accusation already. */
    private static boolean isNoLater(MemberEntry held, MemberEntry accusation) {
        if (held.incarnation() != accusation.incarnation()) {
            return held.incarnation() < accusation.incarnation();
        }
        return held.refutation() < accusation.refutation()
                || (held.refutation() == accusation.refutation()
                        && held.status().compareTo(MemberStatus.SUSPECT) <= 0);
    }

    /** Somebody else says something of this node. */
    private void onOwn(MemberEntry said) {
        if (running && own.contradict(said)) {
            MemberEntry entry = own.entry(MemberStatus.ALIVE);
            merge(entry);
            broadcast(entry);
        }
    }

    private void merge(MemberEntry member) {
        replica.handle(new ReplicaInput.Delta(context.self(), List.of(RosterCodec.encode(member))), now);
    }

    private void broadcast(MemberEntry member) {
        context.broadcast(new RosterBroadcast.Delta(List.of(RosterCodec.encode(member))));
    }

    private void carryOut(ReplicaOutput output) {
        if (output instanceof ReplicaOutput.Changed changed) {
            onChanged(changed.before(), changed.after());
        } else if (output instanceof ReplicaOutput.SendTo send) {
            outputs.accept(new RosterOutput.SendTo(send.to(), send.message()));
        } else if (output instanceof ReplicaOutput.Schedule schedule) {
            context.schedule(new RosterTimer.OfReplica(schedule.timer()), schedule.delayMillis());
        } else if (output instanceof ReplicaOutput.Cancel cancel) {
            context.cancel(new RosterTimer.OfReplica(cancel.timer()));
        } else if (output instanceof ReplicaOutput.Refused refused) {
            outputs.accept(new RosterOutput.Refused(refused.from(), "an entry of the roster", refused.refusal()));
        }
    }

    private void onChanged(@Nullable ReplicaEntry before, @Nullable ReplicaEntry after) {
        ReplicaEntry any = after == null ? before : after;
        if (any == null) {
            return;
        }
        NodeId node = nodeOf(any.key());
        if (after == null) {
            members.show(node, null);
            return;
        }
        MemberEntry member = RosterCodec.decode(after);
        if (node.equals(context.self())) {
            members.show(node, after);
            onOwn(member);
            return;
        }
        followSuspicion(member);
        if (members.isOutlivedBy(member)) {
            members.believeReplica(node, after);
        }
        members.show(node, after);
    }

    /** The suspicion of a member begins or ends with what the replica holds of it. */
    private void followSuspicion(MemberEntry member) {
        OpenSuspicion open = suspicions.of(member.node());
        switch (member.status()) {
            case SUSPECT -> {
                boolean known = open != null && open.isOf(member.incarnation(), member.refutation());
                MemberEntry belief = members.belief(member.node());
                if (!known && (belief == null || members.isOutlivedBy(member))) {
                    suspicions.learn(member, now);
                }
            }
            case DEAD -> suspicions.end(member.node(), Suspicion.Outcome.CONFIRMED);
            case ALIVE -> {
                boolean refuted = open != null && open.suspect().incarnation() == member.incarnation();
                suspicions.end(member.node(), refuted ? Suspicion.Outcome.REFUTED : Suspicion.Outcome.OVERTAKEN);
            }
            case LEFT -> suspicions.end(member.node(), Suspicion.Outcome.OVERTAKEN);
        }
    }

    private @Nullable ReplicaEntry held(NodeId node) {
        return replica.get(RosterCodec.key(node));
    }

    /** What the replica holds of a member. */
    @Nullable
    MemberEntry member(NodeId node) {
        ReplicaEntry held = held(node);
        return held == null ? null : RosterCodec.decode(held);
    }

    /** A member that has not left. */
    private @Nullable MemberEntry present(NodeId node) {
        return members.shown(node) == MemberStatus.LEFT ? null : member(node);
    }

    private static NodeId nodeOf(ByteString key) {
        return NodeId.of(key.toString(StandardCharsets.UTF_8));
    }
}
