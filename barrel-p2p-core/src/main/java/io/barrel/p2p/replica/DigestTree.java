package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a replica, in a tree over the hashes of their keys with 16 children per node, whose inner nodes know the sum of
 * the hashes below them. A digest is therefore the same however entries came in and wherever this tree has split, and two trees
 * can be compared at any prefix. It is also the only index of entries: a leaf is a bare array, sorted and just long enough, so an
 * entry costs about 12 bytes beside itself.
 *
 * <p>Not thread-safe. Changes during a walk are seen or not, and do no harm.
 */
final class DigestTree {

    /** The most entries of a leaf, and the most that are listed rather than summed up. */
    static final int MAX_LEAF = 32;

    /** An inner node with no more entries becomes a leaf: half a leaf, so that a node does not split and merge by turns. */
    private static final int MERGE_AT = MAX_LEAF / 2;

    private static final ReplicaEntry[] EMPTY = {};

    private final Predicate<ReplicaEntry> mayExpire;

    /** A {@link Branch}, or a sorted array of {@link ReplicaEntry}. */
    private Object root = EMPTY;

    DigestTree(Predicate<ReplicaEntry> mayExpire) {
        this.mayExpire = mayExpire;
    }

    private static final class Branch {
        final Object[] children = new Object[Prefix.FANOUT];
        long digest;
        int size;
        int expirable;

        Branch() {
            Arrays.fill(children, EMPTY);
        }

        void add(ReplicaEntry entry, boolean expires) {
            digest += entry.hash();
            size++;
            expirable += expires ? 1 : 0;
        }

        void subtract(ReplicaEntry entry, boolean expires) {
            digest -= entry.hash();
            size--;
            expirable -= expires ? 1 : 0;
        }
    }

    int size() {
        return size(root);
    }

    /** How many entries may expire. */
    int expirable() {
        return root instanceof Branch branch ? branch.expirable : expirable((ReplicaEntry[]) root);
    }

    private int expirable(ReplicaEntry[] leaf) {
        int count = 0;
        for (ReplicaEntry entry : leaf) {
            count += mayExpire.test(entry) ? 1 : 0;
        }
        return count;
    }

    @Nullable
    ReplicaEntry get(ByteString key) {
        return get(Hashes.ofKey(key), key);
    }

    private @Nullable ReplicaEntry get(long keyHash, ByteString key) {
        ReplicaEntry[] leaf = leafOf(keyHash);
        int at = indexOf(leaf, keyHash, key);
        return at < 0 ? null : leaf[at];
    }

    private ReplicaEntry[] leafOf(long keyHash) {
        Object node = root;
        for (int depth = 0; node instanceof Branch branch; depth++) {
            node = branch.children[Prefix.childOf(depth, keyHash)];
        }
        return (ReplicaEntry[]) node;
    }

    /** Whether there is no place for another key of this hash: a leaf cannot split further. */
    boolean isFullAt(long keyHash) {
        return size(Prefix.ofHash(keyHash)) >= MAX_LEAF;
    }

    /** Puts an entry in the place of what is held under its key; which of them wins is not asked. */
    void put(ReplicaEntry entry) {
        ReplicaEntry before = get(entry.keyHash(), entry.key());
        root = put(root, 0, entry, before);
    }

    private Object put(Object node, int depth, ReplicaEntry entry, @Nullable ReplicaEntry before) {
        if (node instanceof Branch branch) {
            int child = Prefix.childOf(depth, entry.keyHash());
            branch.children[child] = put(branch.children[child], depth + 1, entry, before);
            if (before != null) {
                branch.subtract(before, mayExpire.test(before));
            }
            branch.add(entry, mayExpire.test(entry));
            return branch;
        }
        ReplicaEntry[] leaf = (ReplicaEntry[]) node;
        int at = indexOf(leaf, entry.keyHash(), entry.key());
        if (at >= 0) {
            ReplicaEntry[] replaced = leaf.clone();
            replaced[at] = entry;
            return replaced;
        }
        ReplicaEntry[] grown = inserted(leaf, -at - 1, entry);
        return grown.length > MAX_LEAF && depth < Prefix.MAX_DEPTH ? split(grown, depth) : grown;
    }

    private static ReplicaEntry[] inserted(ReplicaEntry[] leaf, int at, ReplicaEntry entry) {
        ReplicaEntry[] grown = new ReplicaEntry[leaf.length + 1];
        System.arraycopy(leaf, 0, grown, 0, at);
        grown[at] = entry;
        System.arraycopy(leaf, at, grown, at + 1, leaf.length - at);
        return grown;
    }

    private Branch split(ReplicaEntry[] leaf, int depth) {
        Branch branch = new Branch();
        int from = 0;
        while (from < leaf.length) {
            int child = Prefix.childOf(depth, leaf[from].keyHash());
            int to = from;
            while (to < leaf.length && Prefix.childOf(depth, leaf[to].keyHash()) == child) {
                branch.add(leaf[to], mayExpire.test(leaf[to]));
                to++;
            }
            ReplicaEntry[] part = Arrays.copyOfRange(leaf, from, to);
            branch.children[child] =
                    part.length > MAX_LEAF && depth + 1 < Prefix.MAX_DEPTH ? split(part, depth + 1) : part;
            from = to;
        }
        return branch;
    }

    /** Removes what is held under a key; null if that is nothing. */
    @Nullable
    ReplicaEntry remove(ByteString key) {
        ReplicaEntry held = get(key);
        if (held != null) {
            root = remove(root, 0, held);
        }
        return held;
    }

    private Object remove(Object node, int depth, ReplicaEntry held) {
        if (node instanceof Branch branch) {
            int child = Prefix.childOf(depth, held.keyHash());
            branch.children[child] = remove(branch.children[child], depth + 1, held);
            branch.subtract(held, mayExpire.test(held));
            return branch.size <= MERGE_AT ? merged(branch) : branch;
        }
        ReplicaEntry[] leaf = (ReplicaEntry[]) node;
        int at = indexOf(leaf, held.keyHash(), held.key());
        ReplicaEntry[] shrunk = new ReplicaEntry[leaf.length - 1];
        System.arraycopy(leaf, 0, shrunk, 0, at);
        System.arraycopy(leaf, at + 1, shrunk, at, shrunk.length - at);
        return shrunk.length == 0 ? EMPTY : shrunk;
    }

    private static ReplicaEntry[] merged(Branch branch) {
        ReplicaEntry[] leaf = new ReplicaEntry[branch.size];
        int at = 0;
        for (Object child : branch.children) {
            // A child that is a branch would be small enough to have become a leaf before.
            ReplicaEntry[] part = (ReplicaEntry[]) child;
            System.arraycopy(part, 0, leaf, at, part.length);
            at += part.length;
        }
        return leaf;
    }

    /**
     * Visits the entries below a prefix in the order of their places, until the visitor is content.
     *
     * @param after only what is behind the place of this key; empty for all
     * @param visitor answers whether to go on
     * @return whether the end was reached
     */
    boolean walk(Prefix prefix, ByteString after, Predicate<ReplicaEntry> visitor) {
        long place = after.isEmpty() ? prefix.bits() : Hashes.ofKey(after);
        if (prefix.contains(place)) {
            return walk(new Walk(prefix, place, after, false, visitor), root, 0, true);
        }
        boolean allBefore = Long.compareUnsigned(place, prefix.bits()) > 0;
        return allBefore || walk(prefix, ByteString.EMPTY, visitor);
    }

    /** As {@link #walk}, over all entries that may expire, and those of the same leaves. */
    boolean walkExpirable(ByteString after, Predicate<ReplicaEntry> visitor) {
        long place = after.isEmpty() ? 0 : Hashes.ofKey(after);
        return walk(new Walk(Prefix.ROOT, place, after, true, visitor), root, 0, true);
    }

    /** A walk that starts behind a place: a hash and a key. */
    private record Walk(
            Prefix prefix, long start, ByteString after, boolean expirableOnly, Predicate<ReplicaEntry> visitor) {}

    /** Below one node. {@code bounded}: it contains the place to start behind, so not all of it is to be visited. */
    private static boolean walk(Walk walk, Object node, int depth, boolean bounded) {
        if (node instanceof Branch branch) {
            if (walk.expirableOnly() && branch.expirable == 0) {
                return true;
            }
            int first = bounded ? Prefix.childOf(depth, walk.start()) : 0;
            int last = depth < walk.prefix().depth()
                    ? Prefix.childOf(depth, walk.prefix().bits())
                    : Prefix.FANOUT - 1;
            for (int child = first; child <= last; child++) {
                if (!walk(walk, branch.children[child], depth + 1, bounded && child == first)) {
                    return false;
                }
            }
            return true;
        }
        for (ReplicaEntry entry : (ReplicaEntry[]) node) {
            boolean behind = !bounded || entry.comparePlace(walk.start(), walk.after()) > 0;
            if (behind
                    && walk.prefix().contains(entry.keyHash())
                    && !walk.visitor().test(entry)) {
                return false;
            }
        }
        return true;
    }

    /** The sum of the hashes of the entries below a prefix. */
    long digest(Prefix prefix) {
        Object node = nodeAt(prefix);
        if (node instanceof Branch branch) {
            return branch.digest;
        }
        long digest = 0;
        for (ReplicaEntry entry : (ReplicaEntry[]) node) {
            digest += prefix.contains(entry.keyHash()) ? entry.hash() : 0;
        }
        return digest;
    }

    /** How many entries are below a prefix. */
    int size(Prefix prefix) {
        Object node = nodeAt(prefix);
        if (node instanceof Branch branch) {
            return branch.size;
        }
        int size = 0;
        for (ReplicaEntry entry : (ReplicaEntry[]) node) {
            size += prefix.contains(entry.keyHash()) ? 1 : 0;
        }
        return size;
    }

    /** The node of a prefix, or the leaf it would be cut from. */
    private Object nodeAt(Prefix prefix) {
        Object node = root;
        for (int depth = 0; depth < prefix.depth() && node instanceof Branch branch; depth++) {
            node = branch.children[Prefix.childOf(depth, prefix.bits())];
        }
        return node;
    }

    private static int size(Object node) {
        return node instanceof Branch branch ? branch.size : ((ReplicaEntry[]) node).length;
    }

    /** Where a key is in a leaf; if it is not there, minus its place minus 1. */
    private static int indexOf(ReplicaEntry[] leaf, long keyHash, ByteString key) {
        int low = 0;
        int high = leaf.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = leaf[middle].comparePlace(keyHash, key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
