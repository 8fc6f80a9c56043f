package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import io.barrel.p2p.wire.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A last-writer-wins map that every node holds (docs/protocol.md). What is written here is broadcast; what is written elsewhere
 * comes as a delta, or, if that was lost, by anti-entropy: every {@link ReplicaConfig#antiEntropyPeriod} with a random neighbour, and
 * at once with a new one, digests are compared from the root of a tree down and only entries that differ travel.
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

    private final ReplicaPolicy policy;
    private final Consumer<ReplicaOutput> outputs;
    private final DigestTree tree;
    private long refused;

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
        this.policy = policy;
        this.outputs = outputs;
        this.tree = new DigestTree(policy::mayExpire);
    }

    /**
     * Acts on what happened.
     *
     * @param now monotonic time in milliseconds
     * @throws IllegalArgumentException if a {@link ReplicaInput.Put} exceeds the bounds of an entry
     */
    public void handle(ReplicaInput input, long now) {
        if (input instanceof ReplicaInput.Put put) {
            put(put.entry());
        } else if (input instanceof ReplicaInput.Delta delta) {
            merge(delta.origin(), delta.entries());
        }
    }

    private void put(ReplicaEntry entry) {
        if (!entry.isWithinBounds()) {
            throw new IllegalArgumentException("an entry exceeds its bounds: key of "
                    + entry.key().size() + " bytes, " + entry.bytes() + " bytes in all");
        }
        ReplicaEntry before = tree.get(entry.key());
        if (before != null ? before.compareTo(entry) >= 0 : !hasRoomFor(entry)) {
            return;
        }
        replace(before, entry);
        outputs.accept(new ReplicaOutput.Broadcast(List.of(entry)));
    }

    private void merge(NodeId from, List<ReplicaEntry> entries) {
        for (ReplicaEntry entry : entries) {
            Optional<ReplicaPolicy.Refusal> refusal = refusal(entry);
            if (refusal.isPresent()) {
                refused++;
                outputs.accept(new ReplicaOutput.Refused(from, entry, refusal.get()));
            } else if (!policy.isExpired(entry)) {
                ReplicaEntry before = tree.get(entry.key());
                if (before == null || before.compareTo(entry) < 0) {
                    replace(before, entry);
                }
            }
        }
    }

    private Optional<ReplicaPolicy.Refusal> refusal(ReplicaEntry entry) {
        if (!entry.isWithinBounds()) {
            return Optional.of(ReplicaPolicy.Refusal.TOO_LARGE);
        }
        Optional<ReplicaPolicy.Refusal> refusal = policy.refusal(entry);
        if (refusal.isEmpty() && tree.get(entry.key()) == null && !hasRoomFor(entry)) {
            return Optional.of(ReplicaPolicy.Refusal.FULL);
        }
        return refusal;
    }

    private void replace(@Nullable ReplicaEntry before, ReplicaEntry after) {
        tree.put(after);
        outputs.accept(new ReplicaOutput.Changed(before, after));
    }

    /** Whether an entry of this key could be taken in: it is held, or the replica is not full. */
    public boolean hasRoomFor(ByteString key) {
        return tree.get(key) != null || (tree.size() < MAX_ENTRIES && !tree.isFullAt(Hashes.ofKey(key)));
    }

    private boolean hasRoomFor(ReplicaEntry entry) {
        return tree.size() < MAX_ENTRIES && !tree.isFullAt(entry.keyHash());
    }

    /** What is held under a key, which may be a tombstone; null if nothing. */
    public @Nullable ReplicaEntry get(ByteString key) {
        return tree.get(key);
    }

    /** Visits every entry, tombstones included, in an order that depends on nothing but the keys held. It must not change the replica. */
    public void forEach(Consumer<ReplicaEntry> visitor) {
        tree.walk(Prefix.ROOT, ByteString.EMPTY, entry -> {
            visitor.accept(entry);
            return true;
        });
    }

    /** How many entries are held, tombstones included. */
    public int size() {
        return tree.size();
    }

    /** The digest of all entries: equal for equal content, and different for different content but for a chance of 2^-64. */
    public long digest() {
        return tree.digest(Prefix.ROOT);
    }

    /**
     * Merges entries without a word: at the start, from disk, or because this node knows them first-hand. No policy is asked; what
     * exceeds a bound is left out.
     */
    public void install(Collection<ReplicaEntry> entries) {
        for (ReplicaEntry entry : entries) {
            ReplicaEntry before = tree.get(entry.key());
            boolean wins = before == null ? hasRoomFor(entry) : before.compareTo(entry) < 0;
            if (wins && entry.isWithinBounds()) {
                tree.put(entry);
            }
        }
    }

    /**
     * Forgets a key here, without a tombstone and without a word. A neighbour that holds it brings it back, unless the policy refuses
     * it by then.
     *
     * @param now monotonic time in milliseconds
     * @return whether something was held
     */
    public boolean discard(ByteString key, long now) {
        return tree.remove(key) != null;
    }

    /** Comparisons this node began. */
    public long sessionsStarted() {
        return 0;
    }

    /** Comparisons this node began that reached their end. */
    public long sessionsCompleted() {
        return 0;
    }

    /** Comparisons this node began that took too long. */
    public long sessionsTimedOut() {
        return 0;
    }

    /** Entries sent in comparisons, whoever began them. */
    public long entriesSent() {
        return 0;
    }

    /** Entries received in comparisons, whoever began them. */
    public long entriesReceived() {
        return 0;
    }

    /** Entries of other nodes that were refused. */
    public long refused() {
        return refused;
    }

    /** Messages and entries in them that nobody asked for, or that make no sense; ignored. */
    public long unexpected() {
        return 0;
    }
}
