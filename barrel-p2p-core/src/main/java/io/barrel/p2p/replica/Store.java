package io.barrel.p2p.replica;

import io.barrel.p2p.wire.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The entries, and the rules by which one takes the place of another. */
final class Store {

    private final DigestTree tree;
    private final ReplicaPolicy policy;
    private final Consumer<ReplicaOutput> outputs;
    private final int maxEntries;
    private long refused;

    Store(ReplicaPolicy policy, Consumer<ReplicaOutput> outputs, int maxEntries) {
        this.tree = new DigestTree(policy::mayExpire);
        this.policy = policy;
        this.outputs = outputs;
        this.maxEntries = maxEntries;
    }

    DigestTree tree() {
        return tree;
    }

    long refused() {
        return refused;
    }

    /** Takes an entry written here. */
    void put(ReplicaEntry entry) {
        if (!entry.isWithinBounds()) {
            throw new IllegalArgumentException("a key has 1 to " + ReplicaEntry.MAX_KEY + " bytes, a version 1 to "
                    + ReplicaEntry.MAX_VERSION + " and a value at most " + ReplicaEntry.MAX_VALUE + "; this key has "
                    + entry.key().size() + " and all has " + entry.bytes());
        }
        ReplicaEntry before = tree.get(entry.key());
        if (wins(entry, before)) {
            replace(before, entry);
            outputs.accept(new ReplicaOutput.Broadcast(List.of(entry)));
        }
    }

    /** Takes entries of another node; whether one of them was news. */
    boolean merge(NodeId from, List<ReplicaEntry> entries) {
        boolean news = false;
        for (ReplicaEntry entry : entries) {
            Optional<ReplicaPolicy.Refusal> refusal = refusal(entry);
            if (refusal.isPresent()) {
                refused++;
                outputs.accept(new ReplicaOutput.Refused(from, entry, refusal.get()));
            } else if (!policy.isExpired(entry)) {
                ReplicaEntry before = tree.get(entry.key());
                if (wins(entry, before)) {
                    replace(before, entry);
                    news = true;
                }
            }
        }
        return news;
    }

    private Optional<ReplicaPolicy.Refusal> refusal(ReplicaEntry entry) {
        if (!entry.isWithinBounds()) {
            return Optional.of(ReplicaPolicy.Refusal.TOO_LARGE);
        }
        Optional<ReplicaPolicy.Refusal> refusal = policy.refusal(entry);
        if (refusal.isEmpty() && tree.get(entry.key()) == null && !hasRoomAt(entry.keyHash())) {
            return Optional.of(ReplicaPolicy.Refusal.FULL);
        }
        return refusal;
    }

    /** Takes entries without a word. */
    void install(Collection<ReplicaEntry> entries) {
        for (ReplicaEntry entry : entries) {
            if (entry.isWithinBounds() && wins(entry, tree.get(entry.key()))) {
                tree.put(entry);
            }
        }
    }

    /** Forgets an entry that has expired, unless another has taken its place. */
    void expire(ReplicaEntry entry) {
        if (entry.equals(tree.get(entry.key()))) {
            tree.remove(entry.key());
            outputs.accept(new ReplicaOutput.Changed(entry, null));
        }
    }

    boolean isExpired(ReplicaEntry entry) {
        return policy.isExpired(entry);
    }

    private boolean wins(ReplicaEntry entry, @Nullable ReplicaEntry before) {
        return before == null ? hasRoomAt(entry.keyHash()) : before.compareTo(entry) < 0;
    }

    /** Whether a key of this hash, not held, could be taken in. */
    boolean hasRoomAt(long keyHash) {
        return tree.size() < maxEntries && !tree.isFullAt(keyHash);
    }

    private void replace(@Nullable ReplicaEntry before, ReplicaEntry after) {
        tree.put(after);
        outputs.accept(new ReplicaOutput.Changed(before, after));
    }
}
