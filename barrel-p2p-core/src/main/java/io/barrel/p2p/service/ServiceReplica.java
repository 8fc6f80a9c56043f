package io.barrel.p2p.service;

import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.event.ServiceUnregistered;
import io.barrel.p2p.event.ServiceUpdated;
import io.barrel.p2p.replica.Replica;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaInput;
import io.barrel.p2p.replica.ReplicaOutput;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The services of the cluster as one node holds them (docs/protocol.md, Services): a replica in which each member writes what it offers, bound
 * to its incarnation. What is shown follows the roster: the services of a member that is dead are hidden, not forgotten, and are back
 * when it is.
 *
 * <p>It has no thread, no clock and no socket. Not safe for use by several threads, and not re-entrant: the consumer must not call
 * {@link #handle}. {@link #view} is for any thread.
 */
public final class ServiceReplica {

    /** Since when a service is offered that is not: a tombstone tells of no time. */
    private static final long NEVER = 0;

    private final NodeId self;
    private final HybridClock clock;
    private final LongSupplier wallMillis;
    private final Function<NodeId, @Nullable Standing> roster;
    private final Consumer<ServiceOutput> outputs;
    private final Replica replica;
    private final ServiceView view;
    private final Map<NodeId, Set<String>> byOwner = new HashMap<>();
    private final Map<String, ServiceEntry> own = new LinkedHashMap<>();
    private long incarnation;
    private long now;

    /**
     * A registry that knows no services.
     *
     * @param incarnation of this node
     * @param clock stamps what is said here
     * @param wallMillis milliseconds since 1970; may step
     * @param roster what the roster says of a member; null if it does not know it
     * @param random the only source of randomness
     * @param outputs takes what is to be done, in order, within {@link #handle}
     */
    public ServiceReplica(
            NodeId self,
            long incarnation,
            ReplicaConfig config,
            HybridClock clock,
            LongSupplier wallMillis,
            Function<NodeId, @Nullable Standing> roster,
            RandomGenerator random,
            Consumer<ServiceOutput> outputs) {
        this.self = self;
        this.incarnation = incarnation;
        this.clock = clock;
        this.wallMillis = wallMillis;
        this.roster = roster;
        this.outputs = outputs;
        this.view = new ServiceView(self);
        ServicePolicy policy =
                new ServicePolicy(clock, wallMillis, config.tombstoneRetention().toMillis(), this::standing);
        this.replica = new Replica(config, policy, random, this::carryOut);
    }

    /** What is offered. Any thread. */
    public ServiceView view() {
        return view;
    }

    /** Equal on nodes that hold the same. */
    public long digest() {
        return replica.digest();
    }

    /**
     * Something happened.
     *
     * @param input what
     * @param when when, in milliseconds of a clock that never goes back
     */
    public void handle(ServiceInput input, long when) {
        now = when;
        if (input instanceof ServiceInput.Delivered delivered) {
            delivered.entries().forEach(entry -> onDelivered(delivered.origin(), entry));
        } else if (input instanceof ServiceInput.Received received) {
            replica.handle(new ReplicaInput.Received(received.from(), received.message()), now);
        } else if (input instanceof ServiceInput.TimerFired fired) {
            replica.handle(new ReplicaInput.TimerFired(fired.timer()), now);
        } else if (input instanceof ServiceInput.MemberChanged changed) {
            Set.copyOf(byOwner.getOrDefault(changed.node(), Set.of()))
                    .forEach(service -> show(service, changed.node()));
        } else if (input instanceof ServiceInput.NeighborUp up) {
            replica.handle(new ReplicaInput.NeighborUp(up.peer()), now);
        } else if (input instanceof ServiceInput.NeighborDown down) {
            replica.handle(new ReplicaInput.NeighborDown(down.peer()), now);
        } else if (input instanceof ServiceInput.Register register) {
            register(register.service(), register.metadata());
        } else if (input instanceof ServiceInput.Unregister unregister) {
            unregister(unregister.service());
        } else if (input instanceof ServiceInput.Reincarnated reincarnated) {
            incarnation = reincarnated.incarnation();
            List.copyOf(own.values()).forEach(this::sayAgain);
        }
    }

    private void register(String service, Map<String, String> metadata) {
        ServiceEntry before = own.get(service);
        if (before == null || !before.offered()) {
            say(service, true, metadata, wallMillis.getAsLong());
        } else if (!metadata.equals(before.metadata())) {
            say(service, true, metadata, before.since());
        }
    }

    private void unregister(String service) {
        ServiceEntry offered = own.get(service);
        if (offered != null && offered.offered()) {
            say(service, false, Map.of(), NEVER);
        }
    }

    private void sayAgain(ServiceEntry entry) {
        say(entry.service(), entry.offered(), entry.metadata(), entry.since());
    }

    private void say(String service, boolean offered, Map<String, String> metadata, long since) {
        ServiceEntry entry = new ServiceEntry(service, self, incarnation, clock.now(), offered, metadata, since);
        own.put(service, entry);
        replica.handle(new ReplicaInput.Put(ServiceCodec.encode(entry)), now);
    }

    private void onDelivered(NodeId origin, ReplicaEntry entry) {
        NodeId owner;
        try {
            owner = ServiceCodec.decode(entry).node();
        } catch (MalformedInputException e) {
            refuse(origin, "a service: " + e.getMessage(), Refusal.MALFORMED);
            return;
        }
        if (owner.equals(origin)) {
            replica.handle(new ReplicaInput.Delta(origin, List.of(entry)), now);
        } else {
            refuse(origin, "a service in the name of " + owner, Refusal.FORGED);
        }
    }

    private void refuse(NodeId from, String what, Refusal refusal) {
        outputs.accept(new ServiceOutput.Refused(from, what, refusal));
    }

    private void carryOut(ReplicaOutput output) {
        if (output instanceof ReplicaOutput.Changed changed) {
            onChanged(changed.before(), changed.after());
        } else if (output instanceof ReplicaOutput.Broadcast broadcast) {
            outputs.accept(new ServiceOutput.Broadcast(broadcast.entries()));
        } else if (output instanceof ReplicaOutput.SendTo send) {
            outputs.accept(new ServiceOutput.SendTo(send.to(), send.message()));
        } else if (output instanceof ReplicaOutput.Schedule schedule) {
            outputs.accept(new ServiceOutput.Schedule(schedule.timer(), schedule.delayMillis()));
        } else if (output instanceof ReplicaOutput.Cancel cancel) {
            outputs.accept(new ServiceOutput.Cancel(cancel.timer()));
        } else if (output instanceof ReplicaOutput.Refused refused) {
            refuse(refused.from(), "an entry of the services", refused.refusal());
        }
    }

    private void onChanged(@Nullable ReplicaEntry before, @Nullable ReplicaEntry after) {
        ReplicaEntry held = after == null ? before : after;
        if (held == null) {
            return;
        }
        ServiceEntry entry = ServiceCodec.decode(held);
        if (after == null) {
            forget(entry.service(), entry.node());
        } else {
            byOwner.computeIfAbsent(entry.node(), node -> new HashSet<>()).add(entry.service());
        }
        show(entry.service(), entry.node());
        if (after != null && entry.node().equals(self) && !entry.equals(own.get(entry.service()))) {
            contradict(entry);
        }
    }

    private void forget(String service, NodeId node) {
        Set<String> services = byOwner.get(node);
        if (services != null && services.remove(service) && services.isEmpty()) {
            byOwner.remove(node);
        }
    }

    /** Somebody else says what this node offers: what this node says is later. */
    private void contradict(ServiceEntry said) {
        clock.observe(said.stamp());
        if (said.incarnation() > incarnation) {
            // The roster learns of that too, and this node goes on at a later one.
            return;
        }
        ServiceEntry mine = own.get(said.service());
        if (mine != null) {
            sayAgain(mine);
        } else if (said.offered()) {
            say(said.service(), false, Map.of(), NEVER);
        }
    }

    /** Shows what a node offers under a name as the replica and the roster have it by now. */
    private void show(String service, NodeId node) {
        ServiceInstance before = view.find(service, node);
        ReplicaEntry held = replica.get(ServiceCodec.key(service, node));
        ServiceEntry entry = held == null ? null : ServiceCodec.decode(held);
        Standing standing = standing(node);
        boolean present = standing != null
                && entry != null
                && standing.present()
                && standing.incarnation() == entry.incarnation();
        if (entry != null && present && entry.offered()) {
            ServiceInstance after =
                    new ServiceInstance(service, node, entry.metadata(), Instant.ofEpochMilli(entry.since()));
            if (!after.equals(before)) {
                view.show(service, node, after);
                emit(before == null ? new ServiceRegistered(service, node) : new ServiceUpdated(service, node));
            }
        } else if (before != null) {
            view.show(service, node, null);
            emit(present ? new ServiceUnregistered(service, node) : new ServiceDown(service, node));
        }
    }

    /** Of this node itself it matters not what the roster has: it may not have joined yet, or have left long ago and return. */
    private @Nullable Standing standing(NodeId node) {
        return node.equals(self) ? new Standing(incarnation, true) : roster.apply(node);
    }

    private void emit(P2pEvent event) {
        outputs.accept(new ServiceOutput.Emit(event));
    }
}
