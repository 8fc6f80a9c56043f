package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A last-writer-wins map that every node holds (docs/protocol.md). What is written here is broadcast; what is written elsewhere
 * comes as a delta, or, if that was lost, by anti-entropy: every {@link ReplicaConfig#antiEntropyPeriod} with a random neighbour, and
 * at once with a new one, and with all soon after one had news (no delta tells them), digests are compared from the root of a tree down and only entries that differ travel.
 *
 * <p>Merging takes the greater of two entries of a key ({@link ReplicaEntry#compareTo}); it is commutative, associative and
 * idempotent, so replicas that have heard the same entries hold the same, in whatever order and however often they heard them.
 *
 * <p>A state machine: no I/O, no clock, no threads. Not thread-safe; called on one loop. An output may be answered with another
 * {@link #handle} within the call that delivers it.
 */
public final class Replica {

    /** The most entries a replica holds; further keys are refused as {@link ReplicaPolicy.Refusal#FULL}. */
    public static final int MAX_ENTRIES = 1_000_000;

    private final Store store;
    private final AntiEntropy antiEntropy;
    private final Sweeper sweeper;

    /**
     * An empty replica without neighbours.
     *
     * @param config the period of anti-entropy; stamps and tombstones are the policy's to judge
     * @param policy asked about every entry of another node
     * @param random the neighbour to compare with, numbers of comparisons, jitter
     * @param outputs told what to do, within the calls of {@link #handle}
     */
    public Replica(
            ReplicaConfig config, ReplicaPolicy policy, RandomGenerator random, Consumer<ReplicaOutput> outputs) {
        this(config, policy, random, outputs, MAX_ENTRIES);
    }

    /** A replica of fewer entries, for tests. */
    Replica(
            ReplicaConfig config,
            ReplicaPolicy policy,
            RandomGenerator random,
            Consumer<ReplicaOutput> outputs,
            int maxEntries) {
        this.store = new Store(policy, outputs, maxEntries);
        this.antiEntropy = new AntiEntropy(config, store, random, outputs);
        this.sweeper = new Sweeper(store, outputs);
    }

    /**
     * Acts on what happened.
     *
     * @param now monotonic time in milliseconds
     * @throws IllegalArgumentException if a {@link ReplicaInput.Put} exceeds the bounds of an entry
     */
    public void handle(ReplicaInput input, long now) {
        if (input instanceof ReplicaInput.Put put) {
            store.put(put.entry());
        } else if (input instanceof ReplicaInput.Delta delta) {
            store.merge(delta.origin(), delta.entries());
        } else if (input instanceof ReplicaInput.Received received) {
            antiEntropy.receive(received.from(), received.message(), now);
        } else if (input instanceof ReplicaInput.NeighborUp up) {
            antiEntropy.neighborUp(up.peer(), now);
        } else if (input instanceof ReplicaInput.NeighborDown down) {
            antiEntropy.neighborDown(down.peer(), now);
        } else if (input instanceof ReplicaInput.TimerFired fired) {
            fire(fired.timer(), now);
        }
        sweeper.arm();
    }

    private void fire(ReplicaTimer timer, long now) {
        if (timer instanceof ReplicaTimer.AntiEntropy) {
            antiEntropy.periodElapsed(now);
        } else if (timer instanceof ReplicaTimer.Spread) {
            antiEntropy.spread(now);
        } else if (timer instanceof ReplicaTimer.SessionTimeout) {
            antiEntropy.timeoutElapsed(now);
        } else if (timer instanceof ReplicaTimer.Sweep) {
            sweeper.sweep();
        }
    }

    /** Whether an entry of this key could be taken in: the key is held, or the replica is not full. */
    public boolean hasRoomFor(ByteString key) {
        return store.tree().get(key) != null || store.hasRoomAt(Hashes.ofKey(key));
    }

    /** What is held under a key, which may be a tombstone; null if nothing. */
    public @Nullable ReplicaEntry get(ByteString key) {
        return store.tree().get(key);
    }

    /** Visits every entry, tombstones included, in an order that depends on nothing but the keys held. It must not change the replica. */
    public void forEach(Consumer<ReplicaEntry> visitor) {
        store.tree().walk(Prefix.ROOT, ByteString.EMPTY, entry -> {
            visitor.accept(entry);
            return true;
        });
    }

    /** How many entries are held, tombstones included. */
    public int size() {
        return store.tree().size();
    }

    /** The digest of all entries: equal for equal content, and different for different content but for a chance of 2^-64. */
    public long digest() {
        return store.tree().digest(Prefix.ROOT);
    }

    /**
     * Merges entries without a word: at the start, from disk, or because this node knows them first-hand. No policy is asked; what
     * exceeds a bound is left out.
     */
    public void install(Collection<ReplicaEntry> entries) {
        store.install(entries);
    }

    /**
     * Forgets a key here, without a tombstone and without a word. A neighbour that holds it brings it back, unless the policy refuses
     * it by then.
     *
     * @param now monotonic time in milliseconds
     * @return whether something was held
     */
    public boolean discard(ByteString key, long now) {
        return store.tree().remove(key) != null;
    }

    /** Comparisons this node began. */
    public long sessionsStarted() {
        return antiEntropy.started();
    }

    /** Comparisons this node began that reached their end. */
    public long sessionsCompleted() {
        return antiEntropy.completed();
    }

    /** Comparisons this node began that took too long. */
    public long sessionsTimedOut() {
        return antiEntropy.timedOut();
    }

    /** Entries sent in comparisons, whoever began them. */
    public long entriesSent() {
        return antiEntropy.sent();
    }

    /** Entries received in comparisons, whoever began them. */
    public long entriesReceived() {
        return antiEntropy.received();
    }

    /** Entries of other nodes that were refused. */
    public long refused() {
        return store.refused();
    }

    /** Messages and entries in them that nobody asked for, or that make no sense; ignored. */
    public long unexpected() {
        return antiEntropy.unexpected();
    }
}
